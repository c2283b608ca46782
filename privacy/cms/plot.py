"""Where the bars of a plot stand. Across in percent of the plot's width, so that it fits a phone; down in pixels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

HEIGHT = 200
# Between two labels at the side, so that none covers another.
APART = 18
DATES = 3


@dataclass(frozen=True)
class Part:
    """One piece of a bar, counted from the bottom."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True)
class Bar:
    """What was counted in a day, week or month, one part on the other."""

    x: float
    width: float
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Tick:
    """A line across with its number, or a date below its bar."""

    at: float
    label: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Plot:
    """Bars from zero, lines across, dates below, and the names of the parts beside the last bar that has any."""

    bars: tuple[Bar, ...]
    lines: tuple[Tick, ...]
    dates: tuple[Tick, ...]
    names: tuple[tuple[str, Tick], ...]
    height: int = HEIGHT


def plot_of(
    steps: Sequence[tuple[date, Mapping[str, int]]],
    *,
    titles: Sequence[str],
    names: Mapping[str, str],
    by_month: bool = False,
) -> Plot:
    """Return the plot of at least one step: its first day, and how many of each kind, from the bottom up.

    `titles` say a bar in words, `names` a kind beside the last bar; a kind without a name has none there.
    """
    top = round_top(max(sum(counts.values()) for _start, counts in steps))
    room = 100 / len(steps)
    bars = tuple(
        Bar(n * room + room * 0.12, room * 0.76, title, _parts(counts, top))
        for n, ((_start, counts), title) in enumerate(zip(steps, titles, strict=True))
    )
    lines = tuple(Tick(_y(number, top), str(number)) for number in (0, top // 2, top))
    last = next((bar for bar in reversed(bars) if bar.parts), None)
    starts = [start for start, _counts in steps]
    return Plot(bars, lines, tuple(_dates(starts, by_month)), _names(last, names, tuple(steps[0][1])))


def round_top(most: int) -> int:
    """Return the even round number at or above the largest bar: 2, 4, 6, 8 or 10 times a power of ten."""
    power = 1
    while most > 10 * power:
        power *= 10
    return next(n * power for n in (2, 4, 6, 8, 10) if n * power >= most)


def _y(number: int, top: int) -> float:
    return HEIGHT * (1 - number / top)


def _parts(counts: Mapping[str, int], top: int) -> tuple[Part, ...]:
    found, below = [], 0
    for kind, count in counts.items():
        if count:
            found.append(Part(kind, _y(below + count, top), HEIGHT * count / top))
        below += count
    return tuple(found)


def _dates(starts: Sequence[date], by_month: bool) -> Iterable[Tick]:
    form, room = ("M Y" if by_month else "j M"), 100 / len(starts)
    last = len(starts) - 1
    shown = sorted({round(n * last / (DATES - 1)) for n in range(DATES)})
    for n in shown:
        anchor = "middle" if last == 0 or 0 < n < last else "start" if n == 0 else "end"
        at = {"start": 0.0, "middle": (n + 0.5) * room, "end": 100.0}[anchor]
        yield Tick(at, date_format(starts[n], form), anchor)


def _names(bar: Bar | None, names: Mapping[str, str], kinds: Sequence[str]) -> tuple[tuple[str, Tick], ...]:
    """Return the name of each part at its height, moved apart where parts are low."""
    middles = {part.kind: part.y + part.height / 2 for part in bar.parts} if bar else {}
    found, floor = [], float(HEIGHT)
    for kind in kinds:
        if kind in names:
            floor = min(middles.get(kind, floor), floor)
            found.append((kind, Tick(floor, names[kind])))
            floor -= APART
    # What was pushed above the plot comes back down, all of it together.
    over = max(0.0, 8 - min((tick.at for _kind, tick in found), default=8.0))
    return tuple((kind, Tick(tick.at + over, tick.label)) for kind, tick in found)
