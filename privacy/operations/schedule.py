"""Recurring jobs: registered in code, remembered in the database, run by one worker at a time."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from privacy.operations.models import Schedule

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=15)
RETRY = timedelta(minutes=10)


@dataclass(frozen=True)
class Job:
    """A function that takes the time, and how often it runs. It must bear being run twice."""

    key: str
    every: timedelta
    run: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def register_job(key: str, *, every: timedelta, run: Callable[[datetime], object]) -> Job:
    """Make a recurring job known; call it in AppConfig.ready."""
    _jobs[key] = Job(key, every, run)
    return _jobs[key]


def jobs() -> Mapping[str, Job]:
    """Return all jobs by key."""
    return dict(_jobs)


def plan(*, now: datetime) -> None:
    """Give every job that has none its row, due at once."""
    known = set(Schedule.objects.values_list("key", flat=True))
    missing = [Schedule(key=key, next_run=now) for key in _jobs if key not in known]
    if missing:
        Schedule.objects.bulk_create(missing, ignore_conflicts=True)


def run_next(*, now: datetime) -> str | None:
    """Run one due job under a lease and plan its next run; return its key, None when none is due."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    for row in Schedule.objects.filter(free, key__in=list(_jobs), next_run__lte=now).order_by("next_run", "key"):
        lease = now + LEASE
        if Schedule.objects.filter(free, pk=row.pk, next_run=row.next_run).update(leased_until=lease):
            _run(_jobs[row.key], lease=lease, now=now)
            return row.key
    return None


def late_jobs(*, now: datetime, grace: timedelta) -> list[str]:
    """Return the jobs that should have run more than `grace` ago, and those never planned: the worker is dead."""
    rows = {row.key: row for row in Schedule.objects.filter(key__in=list(_jobs))}
    return sorted(key for key in _jobs if key not in rows or _overdue(rows[key], now=now, grace=grace))


def failed_jobs() -> list[Schedule]:
    """Return the jobs whose last run failed."""
    return list(Schedule.objects.filter(key__in=list(_jobs)).exclude(last_error=""))


def _overdue(row: Schedule, *, now: datetime, grace: timedelta) -> bool:
    running = row.leased_until is not None and row.leased_until >= now
    return row.next_run < now - grace and not running


def _run(job: Job, *, lease: datetime, now: datetime) -> None:
    """Run a leased job. An error is logged by its class: its text may hold anything."""
    ours = Schedule.objects.filter(key=job.key, leased_until=lease)
    try:
        job.run(now)
    except Exception as error:
        name = type(error).__name__
        logger.error("job %s failed: %s", job.key, name)
        ours.update(next_run=now + min(job.every, RETRY), leased_until=None, last_error=name[:100])
    else:
        ours.update(next_run=now + job.every, leased_until=None, last_success=now, last_error="")
