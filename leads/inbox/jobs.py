"""What the inbox does by the clock: summaries, and word of what waits too long."""

from datetime import datetime, timedelta

from leads.inbox import notifications
from privacy.operations.schedule import register_job


def register_jobs() -> None:
    """Make the jobs known; call it in AppConfig.ready."""
    register_job("message_summaries", every=timedelta(minutes=5), run=summaries)
    register_job("overdue_messages", every=timedelta(minutes=15), run=overdue)


def summaries(now: datetime) -> None:
    """Send the summaries that members of staff chose."""
    notifications.send_summaries(now)


def overdue(now: datetime) -> None:
    """Tell team leaders what waits too long."""
    notifications.tell_overdue(now)
