"""By when a request is answered: four weeks as the policy says, never later than the law's month (GDPR Art. 12(3)).

All days are days where the company is. Checking who somebody is does not stop the clock.
"""

from datetime import date, datetime, timedelta
from functools import cache

import holidays
from dateutil.relativedelta import relativedelta
from django.utils import timezone

PROMISED = timedelta(weeks=4)
EXTENSION_MONTHS = 2
ALERT_DAYS = (14, 7, 3, 1)
FRIDAY = 4


def received_day(moment: datetime) -> date:
    """Return the day on which something arrived, by the company's clock."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def promised_day(received: date) -> date:
    """Return the last day that keeps the policy's promise: 28 days after the request came (policy §6)."""
    return received + PROMISED


def legal_day(received: date) -> date:
    """Return the last day of the law: the same day of the next month, or that month's last."""
    return received + relativedelta(months=1)


def longest_day(received: date) -> date:
    """Return the last day to which an extension may go: two months after the law's month (Art. 12(3))."""
    return received + relativedelta(months=1 + EXTENSION_MONTHS)


def last_working_day(due: date) -> date:
    """Return the last day up to `due` on which people work in the Netherlands."""
    day = due
    while day.weekday() > FRIDAY or day in _holidays(day.year):
        day -= timedelta(days=1)
    return day


def days_left(due: date, *, now: datetime) -> int:
    """Return how many days are left, today not counted; negative once the day is over."""
    return (due - received_day(now)).days


def hours_left(due: date, *, now: datetime) -> int:
    """Return how many whole hours are left until the end of `due`, summer time counted; negative afterwards."""
    midnight = datetime.combine(due + timedelta(days=1), datetime.min.time(), timezone.get_default_timezone())
    return int((midnight.timestamp() - now.timestamp()) // 3600)


@cache
def _holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("NL", years=year))
