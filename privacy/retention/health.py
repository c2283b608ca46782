"""Is the site alive, is it ready, and what would a person want to know?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext, ngettext

from privacy.keys.append_only import missing
from privacy.outbox.selectors import given_up_count, oldest_due_age
from privacy.retention.background import oldest_task_age
from privacy.retention.journal import restoring
from privacy.retention.schedule import failed_jobs, late_jobs
from privacy.retention.tombstones import is_behind, longest_unwritten

OK, LATE, MISSING, AWAY = "ok", "late", "missing", "away"
_migrated = False

Concerned = Callable[[datetime], list[str]]
_concerned: list[Concerned] = []


def also_concerned(source: Concerned) -> None:
    """Make known who else has something to say to administrators; call it in AppConfig.ready."""
    if source not in _concerned:
        _concerned.append(source)


def readiness(*, now: datetime) -> dict[str, str]:
    """Return check → "ok" or what is wrong. Nothing about people, nothing about the inside of the machine."""
    grace = timedelta(seconds=settings.CHECK_HEALTH_QUEUE_AGE_SECONDS)
    try:
        connection.ensure_connection()
        if not _migrations_applied():
            return {"database": OK, "migrations": MISSING}
        return {
            "database": OK,
            "migrations": OK,
            "guards": MISSING if missing() else OK,
            "mail": LATE if oldest_due_age(now=now) > grace else OK,
            "tasks": LATE if oldest_task_age(now=now) > grace else OK,
            "jobs": LATE if late_jobs(now=now, grace=grace) else OK,
            "deletions": _deletions(now, grace),
        }
    except DatabaseError:
        return {"database": AWAY}


def concerns(*, now: datetime) -> list[str]:
    """Return, in sentences, what the site's administrators should know; empty when all is well."""
    said = {
        "guards": gettext("Records that must never change are not protected by the database. Run “migrate”."),
        "mail": gettext("E-mail has been waiting to be sent for longer than it should. Is the worker running?"),
        "tasks": gettext("Background tasks have been waiting for longer than they should. Is the worker running?"),
        "jobs": gettext("Daily work such as deleting old data is late. Is the worker running?"),
    }
    deletions = {
        LATE: gettext("Deletions cannot be written into their journal. Can the site write to TOMBSTONE_DIR?"),
        MISSING: gettext(
            "This database is older than deletions that were carried out. The worker repeats them, and sends nothing "
            "until then. Is it running?"
        ),
        AWAY: gettext("The journal of deletions cannot be read. Can the site read TOMBSTONE_DIR?"),
    }
    states = readiness(now=now)
    said["deletions"] = deletions.get(states.get("deletions", OK), "")
    found = [said[check] for check, state in states.items() if state != OK and check in said]
    found += [
        gettext("The job “%(job)s” failed (%(error)s). It will be tried again.")
        % {"job": job.key, "error": job.last_error}
        for job in failed_jobs()
    ]
    if given_up := given_up_count():
        words = ngettext("%(n)d e-mail could not be sent.", "%(n)d e-mails could not be sent.", given_up)
        found.append(words % {"n": given_up})
    return found + [sentence for source in _concerned for sentence in source(now)]


def _deletions(now: datetime, grace: timedelta) -> str:
    """Is the journal of deletions carried out on this database, and up to date itself?"""
    try:
        if restoring() or is_behind(now=now):
            return MISSING
    except OSError:
        return AWAY
    return LATE if longest_unwritten(now=now) > grace else OK


def _migrations_applied() -> bool:
    """Ask once: what is applied stays applied as long as this process lives."""
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _migrated
