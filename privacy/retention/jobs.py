"""What the worker does by the clock."""

from datetime import datetime, timedelta

from django.core.management import call_command

from privacy.ledger.verify import verify
from privacy.retention.background import sweep_tasks
from privacy.retention.expiry import daily_expiry
from privacy.retention.schedule import register_job
from privacy.retention.tombstones import write_out


class LedgerBroken(Exception):
    """The nightly check found a record of a legal basis changed or cut off; `verify_ledger` says which."""


def publish_scheduled(now: datetime) -> None:
    """Publish what editors planned, and take down what is over."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions(now: datetime) -> None:
    """Delete the sessions of staff that are over."""
    call_command("clearsessions", verbosity=0)


def check_ledger(now: datetime) -> None:
    """Raise LedgerBroken when the ledger does not hold."""
    if next(verify(), None) is not None:
        raise LedgerBroken


def register_jobs() -> None:
    """Make the jobs known."""
    register_job("publish_scheduled", every=timedelta(minutes=1), run=publish_scheduled)
    register_job("sweep_tasks", every=timedelta(minutes=1), run=sweep_tasks)
    register_job("journal", every=timedelta(minutes=1), run=write_out)
    register_job("expire", every=timedelta(days=1), run=daily_expiry)
    register_job("verify_ledger", every=timedelta(days=1), run=check_ledger)
    register_job("clear_sessions", every=timedelta(days=1), run=clear_sessions)
