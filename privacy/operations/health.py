"""Is the site alive, is it ready, and what would a person want to know? Rooms above add their checks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy.keys.append_only import missing
from privacy.operations.background import oldest_task_age
from privacy.operations.integrity import faults_in_words, has_faults
from privacy.operations.schedule import failed_jobs, late_jobs

OK, LATE, MISSING, AWAY, BROKEN = "ok", "late", "missing", "away", "broken"
_migrated = False


@dataclass(frozen=True)
class HealthCheck:
    """One check: its name in `/readyz`, how it stands now, and what administrators read for each state but "ok"."""

    name: str
    state: Callable[[datetime], str]
    said: Mapping[str, str | Promise]


def grace() -> timedelta:
    """Return how long work may wait before it is late."""
    return timedelta(seconds=settings.CHECK_HEALTH_QUEUE_AGE_SECONDS)


def late_if(late: bool) -> str:
    """Return the state of something that is either in time or late."""
    return LATE if late else OK


_checks: list[HealthCheck] = [
    HealthCheck(
        "append_only",
        lambda now: MISSING if missing() else OK,
        {MISSING: _("Records that must never change are not protected by the database. Run “migrate”.")},
    ),
    HealthCheck(
        "tasks",
        lambda now: late_if(oldest_task_age(now=now) > grace()),
        {LATE: _("Background tasks have been waiting for longer than they should. Is the worker running?")},
    ),
    HealthCheck(
        "jobs",
        lambda now: late_if(bool(late_jobs(now=now, grace=grace()))),
        {LATE: _("Daily work such as deleting old data is late. Is the worker running?")},
    ),
    # What was found is told row by row, below.
    HealthCheck("integrity", lambda now: BROKEN if has_faults() else OK, {}),
]
Concerned = Callable[[datetime], list[str]]
_concerned: list[Concerned] = []


def register_check(check: HealthCheck) -> None:
    """Make a check known; call it in AppConfig.ready."""
    if check not in _checks:
        _checks.append(check)


def also_concerned(source: Concerned) -> None:
    """Make known who else has something to say to administrators; call it in AppConfig.ready."""
    if source not in _concerned:
        _concerned.append(source)


def readiness(*, now: datetime) -> dict[str, str]:
    """Return check → "ok" or what is wrong. Nothing about people, nothing about the inside of the machine."""
    try:
        connection.ensure_connection()
        if not _migrations_applied():
            return {"database": OK, "migrations": MISSING}
        return {"database": OK, "migrations": OK, **{check.name: check.state(now) for check in _checks}}
    except DatabaseError:
        return {"database": AWAY}


def concerns(*, now: datetime) -> list[str]:
    """Return, in sentences, what the site's administrators should know; empty when all is well."""
    states = readiness(now=now)
    if states["database"] == AWAY:
        return [gettext("The database does not answer. Is it running, and is DATABASE_URL right?")]
    if states["migrations"] == MISSING:
        return [gettext("The database is not up to date. Run “migrate”.")]
    found = faults_in_words() + [
        str(check.said[states[check.name]]) for check in _checks if states.get(check.name, OK) in check.said
    ]
    found += [
        gettext("The job “%(job)s” failed (%(error)s). It will be tried again.")
        % {"job": job.key, "error": job.last_error}
        for job in failed_jobs()
    ]
    return found + [sentence for source in _concerned for sentence in source(now)]


def _migrations_applied() -> bool:
    """Ask once: what is applied stays applied as long as this process lives."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
