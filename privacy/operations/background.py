"""Wagtail's own background tasks (django-tasks-db): run them, and rescue those a killed worker left behind."""

import logging
from datetime import datetime, timedelta

from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=10)
MAX_STARTS = 3
BATCH = 20


def run_tasks() -> int:
    """Run waiting tasks, at most a batch; return how many were waiting."""
    waiting = DBTaskResult.objects.ready()[:BATCH].count()
    if waiting:
        worker = TaskWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=BATCH,
            worker_id="kargro-worker",
        )
        worker.run()
    return waiting


def sweep_tasks(now: datetime) -> int:
    """Put tasks back that have been running for ten minutes; after three starts they count as failed."""
    swept = 0
    for task in DBTaskResult.objects.running().filter(started_at__lt=now - STUCK_AFTER):
        again = len(task.worker_ids) < MAX_STARTS
        values = {"status": "READY"} if again else {"status": "FAILED", "finished_at": now}
        swept += DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at).update(**values)
        logger.warning("task %s was left running: %s", task.pk, "queued again" if again else "failed")
    return swept


def oldest_task_age(*, now: datetime) -> timedelta:
    """Return for how long the longest-waiting task has been waiting; zero when none is."""
    oldest = DBTaskResult.objects.ready().filter(enqueued_at__lte=now).order_by("enqueued_at").first()
    if oldest is None:
        return timedelta(0)
    # A task without a time of its own carries a date in the far future.
    return now - (max(oldest.enqueued_at, oldest.run_after) if oldest.run_after <= now else oldest.enqueued_at)
