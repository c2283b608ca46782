"""Periods of the register as moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from privacy.retention.periods import cutoff

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("now", "value", "unit", "expected"),
    [
        ("2026-11-22T12:00", 14, "days", "2026-11-08T12:00"),
        ("2026-11-22T12:00", 12, "months", "2025-11-22T12:00"),
        ("2026-03-31T12:00", 1, "months", "2026-02-28T12:00"),
        ("2024-02-29T12:00", 3, "years", "2021-02-28T12:00"),
        ("2026-01-15T12:00", 1, "months", "2025-12-15T12:00"),
        ("2026-03-29T12:00", 1, "days", "2026-03-28T12:00"),
    ],
)
def test_a_period_is_counted_where_the_company_is(now, value, unit, expected):
    """R58: months and years are calendar months and years, in Amsterdam."""
    moment = datetime.fromisoformat(now).replace(tzinfo=AMSTERDAM).astimezone(UTC)
    assert cutoff(moment, value, unit) == datetime.fromisoformat(expected).replace(tzinfo=AMSTERDAM)


def test_an_unknown_unit_is_an_error():
    """R58: a period that cannot be counted deletes nothing by accident."""
    with pytest.raises(ValueError, match="fortnights"):
        cutoff(datetime(2026, 1, 1, tzinfo=UTC), 1, "fortnights")
