"""What the room does by the clock: files that nobody sent go, old counts go; files move to a new key."""

from datetime import timedelta

from leads.submissions.spam import drop_old_counts
from leads.submissions.uploads import rotate_files, sweep
from privacy.operations.rotation import also_rotate
from privacy.operations.schedule import register_job


def register_jobs() -> None:
    """Make the jobs and the rotation of files known; call it in AppConfig.ready."""
    register_job("sweep_files", every=timedelta(minutes=10), run=sweep)
    register_job("drop_layer_counts", every=timedelta(days=1), run=drop_old_counts)
    also_rotate("leads_submissions.Upload files", rotate_files)
