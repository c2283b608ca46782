"""From a period of the register to a moment: what is older is over."""

import calendar
from datetime import datetime, timedelta

from django.utils import timezone


def cutoff(now: datetime, value: int, unit: str) -> datetime:
    """Return the moment `value` days, months or years before `now`, counted where the company is.

    The 31st, a month earlier, is the last day of that month: never one day less than was promised would
    be too long, so a shorter month counts to its end.
    """
    local = timezone.localtime(now)
    if unit == "days":
        return local - timedelta(days=value)
    months = value * 12 if unit == "years" else value
    if unit not in ("months", "years"):
        raise ValueError(f"{unit!r} is no unit of a period.")
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)
