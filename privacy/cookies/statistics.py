"""How visitors chose, counted from the records alone (C29): numbers a day and a language, never one choice.

One statement groups the records by what was asked and what was answered; few answers differ, so few rows come
back however many choices there are. Days are those of the site's own time zone, for every reader the same.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Count, DateField, TextField
from django.db.models.functions import Cast, Trunc
from django.utils import timezone

from privacy.cookies.models import ConsentRecord

# Below this many answers a share says more than is known: numbers are shown, no percentages.
ENOUGH = 20
# Steps of a plot, by the longest period in days that is still told in them.
DAY, WEEK, MONTH = "day", "week", "month"
LONGEST = {DAY: 62, WEEK: 371}
MOST_DAYS = 5 * 366
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Shares:
    """How many answers allowed everything that was asked, some of it, or nothing."""

    everything: int = 0
    some: int = 0
    nothing: int = 0

    @property
    def total(self) -> int:
        return self.everything + self.some + self.nothing

    @property
    def by_kind(self) -> dict[str, int]:
        """How many of each, from the bottom of a bar upwards."""
        return {"everything": self.everything, "some": self.some, "nothing": self.nothing}

    @property
    def percent(self) -> tuple[int, int, int] | None:
        """Whole percentages that add up to 100, in the order of the fields; None below twenty answers."""
        if self.total < ENOUGH:
            return None
        exact = [100 * part / self.total for part in (self.everything, self.some, self.nothing)]
        whole = [int(share) for share in exact]
        behind = sorted(range(3), key=lambda n: whole[n] - exact[n])
        for n in behind[: 100 - sum(whole)]:
            whole[n] += 1
        return whole[0], whole[1], whole[2]

    def __add__(self, other: "Shares") -> "Shares":
        return Shares(self.everything + other.everything, self.some + other.some, self.nothing + other.nothing)


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included, and the step in which they are told."""

    first: date
    last: date
    step: str = DAY

    @classmethod
    def between(cls, first: date | None, last: date | None, *, today: date, days: int = 30) -> "Period":
        """Return the period somebody asked for: `days` days up to today unless told otherwise, never the future."""
        last = min(last or today, today)
        # Nothing was asked in another century; the calendar of the computer ends somewhere before it.
        last = max(last, EARLIEST)
        first = min(first or last - timedelta(days=days - 1), today)
        first, last = sorted((first, last))
        first = max(first, last - timedelta(days=MOST_DAYS - 1))
        length = (last - first).days + 1
        return cls(first, last, next((step for step, most in LONGEST.items() if length <= most), MONTH))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def starts(self) -> list[date]:
        """The first day of each step, as the database names it: of a week its Monday, of a month its first."""
        every = (self.first + timedelta(days=n) for n in range(self.days))
        return list(dict.fromkeys(start_of(day, self.step) for day in every))

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """The first moment of the period and the first one after it, in the site's time zone."""
        zone = timezone.get_default_timezone()
        return (
            datetime.combine(self.first, time.min, tzinfo=zone),
            datetime.combine(self.last + timedelta(days=1), time.min, tzinfo=zone),
        )


def start_of(day: date, step: str) -> date:
    """Return the first day of the week or month that holds `day`, or the day itself."""
    if step == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if step == MONTH else day


@dataclass(frozen=True)
class Line:
    """Choices that were alike, of one step of the period, one language and one way of answering."""

    start: date
    language: str
    method: str
    groups: tuple[tuple[str, bool], ...]
    alone: tuple[str, ...]
    whole: bool
    count: int

    @property
    def shares(self) -> Shares:
        """Their part in the answers to everything; empty when only a part was asked.

        A company allowed for itself beside refused purposes makes it some: the visitor reads the same.
        """
        allowed = [answer for _key, answer in self.groups]
        if not self.whole:
            return Shares()
        if all(allowed):
            return Shares(everything=self.count)
        return Shares(some=self.count) if any(allowed) or self.alone else Shares(nothing=self.count)

    def of(self, group: str) -> Shares:
        """Their part in the answers about one purpose, of which there is no "some"."""
        answer = dict(self.groups).get(group)
        if answer is None:
            return Shares()
        return Shares(everything=self.count) if answer else Shares(nothing=self.count)


@dataclass(frozen=True)
class Statistics:
    """The counts of a period, as one purpose or all of them together tell them."""

    period: Period
    lines: tuple[Line, ...]

    def total(self, group: str = "") -> Shares:
        """Return the shares of the whole period."""
        return _sum(self.lines, group)

    def steps(self, group: str = "") -> list[tuple[date, Shares]]:
        """Return the shares of each step of the period, the empty ones too."""
        found = self._by(lambda line: line.start, group)
        return [(start, found.get(start, Shares())) for start in self.period.starts]

    def languages(self, group: str = "") -> dict[str, Shares]:
        """Return language code → shares, for the languages that somebody answered in."""
        return self._by(lambda line: line.language, group)

    def methods(self, group: str = "") -> dict[str, Shares]:
        """Return way of answering → shares, for the ways that somebody took."""
        return self._by(lambda line: line.method, group)

    @cached_property
    def groups(self) -> dict[str, Shares]:
        """Purpose → shares, for every purpose that somebody was asked about."""
        keys = dict.fromkeys(key for line in self.lines for key, _answer in line.groups)
        return {key: self.total(key) for key in keys}

    @cached_property
    def alone(self) -> dict[str, int]:
        """Company → how often "always this company" was pressed on a video, which answers for no purpose."""
        found: dict[str, int] = {}
        for line in self.lines:
            if line.method == ConsentRecord.Method.EMBED:
                for vendor in line.alone:
                    found[vendor] = found.get(vendor, 0) + line.count
        return found

    def alone_by_step(self) -> dict[date, int]:
        """Return first day of a step → how often "always this company" was pressed in it."""
        found: dict[date, int] = {}
        for line in self.lines:
            if line.method == ConsentRecord.Method.EMBED:
                found[line.start] = found.get(line.start, 0) + line.count
        return found

    @cached_property
    def asked_again(self) -> int:
        """How many answers were to single purposes, asked again after a change."""
        return sum(line.count for line in self.lines if line.groups and not line.whole)

    def _by(self, key: Any, group: str) -> dict[Any, Shares]:
        found: dict[Any, Shares] = {}
        for line in self.lines:
            shares = _shares(line, group)
            if shares.total:
                found[key(line)] = found.get(key(line), Shares()) + shares
        return dict(sorted(found.items()))


def _shares(line: Line, group: str) -> Shares:
    return line.of(group) if group else line.shares


def _sum(lines: Iterable[Line], group: str) -> Shares:
    return sum((_shares(line, group) for line in lines), Shares())


def count_choices(period: Period, *, language: str = "") -> Statistics:
    """Return the counts of a period, in one language if given; one query, whose rows do not grow with the records."""
    since, until = period.moments
    records = ConsentRecord.objects.filter(recorded_at__gte=since, recorded_at__lt=until)
    if language:
        records = records.filter(language=language)
    start = Trunc("recorded_at", period.step, output_field=DateField(), tzinfo=timezone.get_default_timezone())
    rows = (
        # As text: a database compares it several times as fast as JSON.
        records.annotate(start=start, again=Cast("offered__again", TextField()), answers=Cast("decisions", TextField()))
        .values_list("start", "language", "method", "again", "answers")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return Statistics(period, tuple(_lines(rows)))


def _lines(rows: Iterable[tuple[date, str, str, str | None, str, int]]) -> Iterator[Line]:
    read: dict[tuple[str | None, str], tuple[tuple[tuple[str, bool], ...], tuple[str, ...], bool]] = {}
    for start, language, method, again, answers, count in rows:
        if (again, answers) not in read:
            read[again, answers] = _read(again, answers)
        yield Line(start, language, method, *read[again, answers], count)


def _read(again: str | None, answers: str) -> tuple[tuple[tuple[str, bool], ...], tuple[str, ...], bool]:
    """Return the answers that count, the companies allowed, and whether everything was asked.

    Who was asked again about some purposes answered about those alone: the rest is what they had said before.
    """
    decisions = json.loads(answers)
    groups: dict[str, bool] = decisions["groups"]
    asked = set((json.loads(again) if again else None) or groups)
    counted = tuple(sorted((key, answer) for key, answer in groups.items() if key in asked))
    allowed = tuple(sorted(key for key, answer in decisions["vendors"].items() if answer))
    return counted, allowed, bool(groups) and asked >= set(groups)
