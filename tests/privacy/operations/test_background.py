"""Wagtail's tasks: run by our worker, rescued when one was killed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from privacy.operations.background import oldest_task_age, run_tasks, sweep_tasks

RAN = []


@task()
def remember(number):
    RAN.append(number)


@pytest.fixture
def database_tasks(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_what_is_queued(database_tasks):
    """P5: tasks and mail share one worker."""
    RAN.clear()
    for number in range(3):
        remember.enqueue(number)
    assert RAN == []
    assert run_tasks() == 3
    assert RAN == [0, 1, 2]
    assert run_tasks() == 0
    assert DBTaskResult.objects.successful().count() == 3
    assert not connection.in_atomic_block


@pytest.mark.django_db
def test_a_task_left_running_is_queued_again_and_fails_after_three_starts(database_tasks):
    """P5: a task survives a killed worker, and a task that kills workers does not do so for ever."""
    now = timezone.now()
    remember.enqueue(1)
    started = now - timedelta(minutes=10)
    DBTaskResult.objects.update(status="RUNNING", started_at=started, worker_ids=["a"])
    assert sweep_tasks(started + timedelta(minutes=10)) == 0
    assert sweep_tasks(started + timedelta(minutes=10, seconds=1)) == 1
    assert DBTaskResult.objects.get().status == "READY"
    DBTaskResult.objects.update(status="RUNNING", started_at=started, worker_ids=["a", "b", "c"])
    assert sweep_tasks(now + timedelta(seconds=1)) == 1
    assert DBTaskResult.objects.get().status == "FAILED"


@pytest.mark.django_db
def test_the_age_of_the_tasks_counts_from_when_they_could_run(database_tasks):
    """P6: a task planned for tomorrow is not late today."""
    now = timezone.now()
    assert oldest_task_age(now=now) == timedelta(0)
    remember.enqueue(1)
    DBTaskResult.objects.update(enqueued_at=now - timedelta(hours=1))
    assert oldest_task_age(now=now) == timedelta(hours=1)
    DBTaskResult.objects.update(run_after=now + timedelta(hours=1))
    assert oldest_task_age(now=now) == timedelta(0)
