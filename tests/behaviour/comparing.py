"""Two recordings beside each other: what is gone, what is new, and what reads otherwise."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LINES = 40
FOR_STAFF = ("cms", "commands", "people")
GONE, NEW, DIFFERS = "gone", "new", "differs"


@dataclass(frozen=True)
class Difference:
    """One place of a recording, by the names that lead to it, and what stood there."""

    kind: str
    place: tuple[str, ...]
    before: Any = None
    after: Any = None


def read_renames(path: Path | None) -> list[tuple[str, str]]:
    """Return the expected renames of a file, the longest first, so that a part never goes before the whole."""
    if path is None:
        return []
    lines = [line.split("\t") for line in path.read_text().splitlines() if line.strip()]
    return sorted(((old, new) for old, new in lines), key=lambda pair: -len(pair[0]))


def renamed(recording: dict[str, Any], renames: list[tuple[str, str]]) -> dict[str, Any]:
    """Return a recording as it reads once the expected renames are made, in names and in texts.

    Addresses change wherever they stand; labels and names only among what staff see, since visitors read such words too.
    """
    addresses = [pair for pair in renames if "/" in pair[0]]
    return {name: _renamed(part, renames if name in FOR_STAFF else addresses) for name, part in recording.items()}


def _renamed(part: Any, renames: list[tuple[str, str]]) -> Any:
    if isinstance(part, dict):
        return {_renamed(name, renames): _renamed(value, renames) for name, value in part.items()}
    if isinstance(part, list):
        return [_renamed(value, renames) for value in part]
    if isinstance(part, str):
        for old, new in renames:
            word = re.escape(old) if "/" in old else rf"(?<!\w){re.escape(old)}(?!\w)"
            part = re.sub(word, new.replace("\\", r"\\"), part)
    return part


def compare(before: Any, after: Any, place: tuple[str, ...] = ()) -> list[Difference]:
    """Return every difference of two recordings."""
    return list(_differences(before, after, place))


def _differences(before: Any, after: Any, place: tuple[str, ...]) -> Iterator[Difference]:
    if not (isinstance(before, dict) and isinstance(after, dict)):
        if before != after:
            yield Difference(DIFFERS, place, before, after)
        return
    # The text itself is compared; after a rename its hash is another one.
    for name in sorted({*before, *after} - ({"sha256"} if "text" in before and "text" in after else set())):
        here = (*place, name)
        if name not in after:
            yield Difference(GONE, here, before[name])
        elif name not in before:
            yield Difference(NEW, here, after=after[name])
        else:
            yield from _differences(before[name], after[name], here)


def report(differences: list[Difference], *, summary: bool = False) -> str:
    """Return the differences as something to read: a count for each part, then each of them."""
    if not differences:
        return "Nothing differs."
    counts: dict[tuple[str, str], int] = {}
    for one in differences:
        counts[one.place[0], one.kind] = counts.get((one.place[0], one.kind), 0) + 1
    lines = [f"{count:>6}  {part}: {kind}" for (part, kind), count in sorted(counts.items())]
    details = [] if summary else ["\n".join(_lines(one)) for one in differences]
    return "\n\n".join([*details, "\n".join([*lines, f"{len(differences):>6}  in all"])])


def _lines(one: Difference) -> Iterator[str]:
    yield f"{one.kind}: {' › '.join(one.place)}"
    if one.kind == DIFFERS:
        diff = list(difflib.unified_diff(_split(one.before), _split(one.after), "before", "after", n=1, lineterm=""))
        yield from (f"    {line[:300]}" for line in diff[2 : LINES + 2])
        if len(diff) > LINES + 2:
            yield f"    … {len(diff) - LINES - 2} lines more"


def _split(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(item) for item in value]
    return str(value).splitlines()
