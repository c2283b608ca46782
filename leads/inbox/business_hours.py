"""Working days in the Netherlands, and from when on a message waits too long."""

from datetime import date, datetime, time, timedelta
from functools import cache

from django.utils import timezone

DAY = timedelta(days=1)
SATURDAY = 5
# Summaries go out at this hour of a working day.
SUMMARY_AT = time(8)


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the public holidays on which the company does not work.

    Good Friday is a working day; Liberation Day is free in every fifth year; King's Day moves from a Sunday to the
    Saturday before.
    """
    sunday = easter(year)
    kings_day = date(year, 4, 27)
    days = {
        date(year, 1, 1),
        sunday + DAY,
        kings_day - DAY if kings_day.isoweekday() == 7 else kings_day,
        sunday + 39 * DAY,
        sunday + 50 * DAY,
        date(year, 12, 25),
        date(year, 12, 26),
    }
    return frozenset(days | {date(year, 5, 5)} if year % 5 == 0 else days)


def is_working_day(day: date) -> bool:
    """Tell whether people work on a day: Monday to Friday, no public holiday."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def next_working_day(day: date) -> date:
    """Return the first working day after a day."""
    day += DAY
    while not is_working_day(day):
        day += DAY
    return day


def working_day_before(day: date) -> date:
    """Return the last working day before a day."""
    day -= DAY
    while not is_working_day(day):
        day -= DAY
    return day


def overdue_at(received_at: datetime) -> datetime:
    """Return when one working day has passed: at the same time of the next one.

    What arrives on a free day counts from the beginning of the next working day.
    """
    local = timezone.localtime(received_at)
    if is_working_day(local.date()):
        return _at(next_working_day(local.date()), local.time())
    return _at(next_working_day(next_working_day(local.date())), time())


def overdue_cutoff(now: datetime) -> datetime:
    """Return the moment before which messages must have arrived to wait too long now: `overdue_at` turned round."""
    local = timezone.localtime(now)
    if is_working_day(local.date()):
        return _at(working_day_before(local.date()), local.time())
    last = working_day_before(local.date())
    return _at(working_day_before(last) + DAY, time())


def last_summary_time(now: datetime) -> datetime:
    """Return the latest moment, now or earlier, at which summaries were due."""
    day = timezone.localdate(now)
    moment = _at(day, SUMMARY_AT)
    return moment if is_working_day(day) and moment <= now else _at(working_day_before(day), SUMMARY_AT)


def _at(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))
