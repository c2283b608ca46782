"""What the room does by the clock: rules are carried out, the journal of deletions is brought up to date."""

from datetime import timedelta

from privacy.operations.schedule import register_job
from privacy.retention.expiry import daily_expiry
from privacy.retention.tombstones import write_out


def register_jobs() -> None:
    """Make the jobs known; call it in AppConfig.ready."""
    register_job("journal", every=timedelta(minutes=1), run=write_out)
    register_job("expire", every=timedelta(days=1), run=daily_expiry)
