"""What keeps the site itself running, by the clock."""

from datetime import datetime, timedelta

from django.core.management import call_command

from privacy.operations.background import sweep_tasks
from privacy.operations.schedule import register_job


def publish_scheduled(now: datetime) -> None:
    """Publish what editors planned, and take down what is over."""
    call_command("publish_scheduled", verbosity=0)


def clear_sessions(now: datetime) -> None:
    """Delete the sessions of staff that are over."""
    call_command("clearsessions", verbosity=0)


def register_jobs() -> None:
    """Make the jobs known; call it in AppConfig.ready."""
    register_job("publish_scheduled", every=timedelta(minutes=1), run=publish_scheduled)
    register_job("sweep_tasks", every=timedelta(minutes=1), run=sweep_tasks)
    register_job("clear_sessions", every=timedelta(days=1), run=clear_sessions)
