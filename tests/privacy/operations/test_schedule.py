"""Jobs by the clock: once at a time, again after a crash, late when nobody runs them."""

from datetime import timedelta

import pytest

from privacy.operations.models import Schedule
from privacy.operations.schedule import LEASE, RETRY, failed_jobs, late_jobs, plan, run_next

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_job_runs_when_it_is_due_and_not_one_second_earlier(only_jobs, now):
    """P6: the next run is counted from this one."""
    ran = []
    only_jobs("count", every=HOUR, run=ran.append)
    plan(now=now)
    assert run_next(now=now) == "count"
    assert run_next(now=now + HOUR - SECOND) is None
    assert run_next(now=now + HOUR) == "count"
    assert ran == [now, now + HOUR]
    assert Schedule.objects.get().last_success == now + HOUR


def test_a_job_that_is_running_is_not_started_twice(only_jobs, now):
    """P5: a second worker finds the lease; when the first one died, it takes the job after the lease."""
    only_jobs("slow", every=HOUR, run=lambda moment: seen.append(run_next(now=moment)))
    seen = []
    plan(now=now)
    assert run_next(now=now) == "slow"
    assert seen == [None]
    Schedule.objects.update(next_run=now, leased_until=now + LEASE)
    assert run_next(now=now + LEASE) is None
    assert run_next(now=now + LEASE + SECOND) == "slow"


def test_a_failed_job_is_tried_again_soon_and_says_only_its_error_class(only_jobs, now, caplog):
    """P6, R69: the error's text may hold an address; it is neither stored nor logged."""

    def fail(moment):
        raise RuntimeError("someone@example.com")

    only_jobs("fails", every=timedelta(days=1), run=fail)
    plan(now=now)
    run_next(now=now)
    row = Schedule.objects.get()
    assert (row.last_error, row.next_run, row.last_success) == ("RuntimeError", now + RETRY, None)
    assert failed_jobs() == [row]
    assert "example.com" not in caplog.text
    only_jobs("fails", every=timedelta(days=1), run=lambda moment: None)
    run_next(now=now + RETRY)
    assert failed_jobs() == []


def test_a_failing_job_does_not_keep_the_others_from_running(only_jobs, now):
    """P5: one bad job stops nothing else."""
    ran = []
    only_jobs("a", every=HOUR, run=lambda moment: 1 / 0)
    only_jobs("b", every=HOUR, run=ran.append)
    plan(now=now)
    assert [run_next(now=now), run_next(now=now), run_next(now=now)] == ["a", "b", None]
    assert ran == [now]


def test_a_job_that_nobody_runs_is_late(only_jobs, now):
    """P6: a dead worker is seen; a job in hand is not late."""
    grace = timedelta(minutes=15)
    only_jobs("count", every=HOUR, run=lambda moment: None)
    assert late_jobs(now=now, grace=grace) == ["count"]
    plan(now=now)
    assert late_jobs(now=now + grace, grace=grace) == []
    assert late_jobs(now=now + grace + SECOND, grace=grace) == ["count"]
    Schedule.objects.update(leased_until=now + HOUR)
    assert late_jobs(now=now + grace + SECOND, grace=grace) == []
