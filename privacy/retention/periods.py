"""From a period of the register to a moment: what is older is over."""

from datetime import datetime

from dateutil.relativedelta import relativedelta
from django.utils import timezone


def cutoff(now: datetime, value: int, unit: str) -> datetime:
    """Return the moment `value` days, months or years before `now`, counted where the company is.

    The 31st, a month earlier, is the last day of that month: never one day less than was promised would
    be too long, so a shorter month counts to its end.
    """
    if unit not in ("days", "months", "years"):
        raise ValueError(f"{unit!r} is no unit of a period.")
    return timezone.localtime(now) - relativedelta(**{unit: value})
