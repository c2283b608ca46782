"""Jobs and time for the retention tests."""

from datetime import UTC, datetime

import pytest

from privacy.operations import schedule

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def only_jobs(monkeypatch):
    """Start from no jobs at all; return `register_job`."""
    monkeypatch.setattr(schedule, "_jobs", {})
    return schedule.register_job
