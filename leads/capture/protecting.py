"""What protects forms, made known to the rooms below: jobs of the schedule, and files that change their key."""

from datetime import timedelta

from leads.capture.guards import drop_old_counts
from leads.capture.uploads import rotate_files, sweep
from privacy.retention.rotation import also_rotate
from privacy.retention.schedule import register_job


def register_protecting() -> None:
    """Make the jobs and the rotation of files known; called once, when the room is ready."""
    register_job("sweep_files", every=timedelta(minutes=10), run=sweep)
    register_job("drop_guard_counts", every=timedelta(days=1), run=drop_old_counts)
    also_rotate("leads_capture.Upload files", rotate_files)
