"""By when: the policy's four weeks never pass the law's month, on any day, through summer time and leap years."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.rights.deadline import (
    days_left,
    hours_left,
    last_working_day,
    legal_day,
    longest_day,
    promised_day,
    received_day,
)

HERE = ZoneInfo("Europe/Amsterdam")


def test_the_promise_is_kept_within_the_laws_month_on_every_day_of_ten_years():
    """R82: due <= Art. 12(3), for each of 3,653 days; the extension never ends before it."""
    for number in range(3653):
        day = date(2026, 1, 1) + timedelta(days=number)
        assert promised_day(day) - day == timedelta(days=28)
        assert promised_day(day) <= legal_day(day) < longest_day(day)


@pytest.mark.parametrize(
    ("day", "month", "longest"),
    [
        (date(2027, 1, 31), date(2027, 2, 28), date(2027, 4, 30)),
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 4, 30)),
        (date(2028, 2, 29), date(2028, 3, 29), date(2028, 5, 29)),
        (date(2026, 12, 15), date(2027, 1, 15), date(2027, 3, 15)),
        (date(2027, 11, 30), date(2027, 12, 30), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(day, month, longest):
    """R82: leap days and short months."""
    assert (legal_day(day), longest_day(day)) == (month, longest)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2035, 12, 31)))
def test_days_are_those_of_the_company(moment):
    """R82: Europe/Amsterdam, whatever the server's clock."""
    assert received_day(moment.replace(tzinfo=UTC)) == moment.replace(tzinfo=UTC).astimezone(HERE).date()


def test_hours_count_summer_time():
    """R82: the day on which the clock goes back has 25 hours, the one on which it goes forward 23."""
    assert hours_left(date(2026, 10, 25), now=datetime(2026, 10, 25, tzinfo=HERE)) == 25
    assert hours_left(date(2027, 3, 28), now=datetime(2027, 3, 28, tzinfo=HERE)) == 23
    assert hours_left(date(2026, 6, 1), now=datetime(2026, 6, 2, 1, 30, tzinfo=HERE)) == -2
    assert days_left(date(2026, 6, 1), now=datetime(2026, 6, 2, 1, 30, tzinfo=HERE)) == -1


@pytest.mark.parametrize(
    ("due", "day"),
    [
        (date(2026, 11, 27), date(2026, 11, 27)),
        (date(2026, 11, 29), date(2026, 11, 27)),
        (date(2026, 12, 26), date(2026, 12, 24)),
        (date(2027, 4, 27), date(2027, 4, 26)),
        (date(2027, 1, 1), date(2026, 12, 31)),
        (date(2026, 4, 6), date(2026, 4, 2)),
    ],
)
def test_the_last_day_on_which_people_work(due, day):
    """R82: weekends, Christmas, King's Day, New Year, Easter with Good Friday."""
    assert last_working_day(due) == day
