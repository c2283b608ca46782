"""Working days, and the minute from which a message waits too long."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from leads.inbox.business_hours import easter, holidays, is_working_day, last_summary_time, overdue_at, overdue_cutoff

MINUTE = timedelta(minutes=1)


def at(text):
    """A moment in Amsterdam."""
    return timezone.make_aware(datetime.fromisoformat(text))


@pytest.mark.parametrize("day", ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2285-03-22"])
def test_easter_is_when_it_is(day):
    """Issue 3, 5: the earliest, the latest and those between."""
    assert easter(int(day[:4])) == date.fromisoformat(day)


def test_the_dutch_holidays_of_a_year():
    """Issue 3, 5: 2025 has Liberation Day, and King's Day on the Saturday before the 27th."""
    assert holidays(2025) == {
        date(2025, 1, 1),
        date(2025, 4, 21),
        date(2025, 4, 26),
        date(2025, 5, 5),
        date(2025, 5, 29),
        date(2025, 6, 9),
        date(2025, 12, 25),
        date(2025, 12, 26),
    }


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-04-03", True),  # Good Friday
        ("2026-04-06", False),  # Easter Monday
        ("2026-04-27", False),  # King's Day
        ("2026-05-05", True),  # Liberation Day, between its fifth years
        ("2030-05-05", False),
        ("2026-05-14", False),  # Ascension
        ("2026-05-15", True),
        ("2026-05-25", False),  # Whit Monday
        ("2026-11-21", False),  # Saturday
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-12-24", True),
        ("2026-12-25", False),
    ],
)
def test_who_works_when(day, works):
    """Issue 3, 5: each side of each edge."""
    assert is_working_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("received", "late"),
    [
        ("2026-11-23T10:15", "2026-11-24T10:15"),  # Monday
        ("2026-11-20T15:00", "2026-11-23T15:00"),  # Friday
        ("2026-11-20T23:59", "2026-11-23T23:59"),
        ("2026-11-21T00:00", "2026-11-24T00:00"),  # Saturday counts from Monday's beginning
        ("2026-11-22T18:00", "2026-11-24T00:00"),
        ("2026-11-23T00:00", "2026-11-24T00:00"),
        ("2026-12-24T12:00", "2026-12-28T12:00"),  # over Christmas and its weekend
        ("2026-12-25T12:00", "2026-12-29T00:00"),
        ("2026-10-23T02:30", "2026-10-26T02:30"),  # the clock goes back between
        ("2026-03-27T02:30", "2026-03-30T02:30"),  # and forward
    ],
)
def test_a_message_waits_too_long_after_one_working_day(received, late):
    """Issue 3, 5: at the same time of the next working day."""
    assert overdue_at(at(received)) == at(late)


def test_the_cutoff_is_the_same_rule_turned_round():
    """Issue 3, 5: at every hour of a year, a message is late exactly when it arrived before the cutoff."""
    start = at("2026-03-20T00:00")
    moments = [start + timedelta(hours=7 * number, minutes=13 * (number % 5)) for number in range(480)]
    for now in moments[::9]:
        cutoff = overdue_cutoff(now)
        for received in [*moments, cutoff, cutoff - MINUTE, cutoff + MINUTE]:
            if received <= now:
                assert (overdue_at(received) < now) == (received < cutoff), (received, now)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T07:59", "2026-11-20T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T23:59", "2026-11-23T08:00"),
        ("2026-11-22T12:00", "2026-11-20T08:00"),
        ("2026-12-27T12:00", "2026-12-24T08:00"),
    ],
)
def test_summaries_are_due_at_eight_on_working_days(now, due):
    """Issue 3, 1."""
    assert last_summary_time(at(now)) == at(due)
