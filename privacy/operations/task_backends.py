"""The one door to background work: what a task is told is a number, never anything about a person (R69).

Arguments stay in the queue's table and come back in errors. Our own tasks take numbers and random ids alone; those of
packages are named here, with what they are told.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task
from django_tasks_db.backend import DatabaseBackend

ROOMS = ("home", "leads", "privacy")
# What they are told; none of it comes from a visitor.
OF_PACKAGES: Mapping[str, str] = {
    "wagtail.tasks.update_reference_index_task": "app, model and number of what editors changed",
    "modelsearch.tasks.insert_or_update_object_task": "app, model and number of content that the search knows",
    "wagtail.tasks.delete_file_from_storage_task": "where a file of the CMS lies",
    "wagtail.images.tasks.set_image_focal_point_task": "app, model and number of an image",
    "wagtail.contrib.frontend_cache.tasks.purge_urls_from_cache_task": "addresses of public pages",
}


class NotIds(TypeError):
    """A task was to be told something else than numbers; the message names the task, never what it was told."""


def refuse_anything_but_ids(path: str, told: Iterable[Any]) -> None:
    """Raise NotIds unless a task of ours is told ids alone, or the task is one of a package that is known here."""
    if path in OF_PACKAGES:
        return
    if path.split(".")[0] not in ROOMS:
        raise NotIds(f"{path} is not known: name it in privacy/operations/task_backends.py with what it is told.")
    if not all(_is_id(value) for value in told):
        raise NotIds(
            f"{path} is told something else than ids: hand over the number of a record, and read it in the task."
        )


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        try:
            return str(UUID(value)) == value
        except ValueError:
            return False
    return isinstance(value, int)


class _IdsOnly:
    """Looks at each task before it is queued."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> Any:
        """Queue a task that is told ids; raises NotIds."""
        refuse_anything_but_ids(task.module_path, (*args, *kwargs.values()))
        return super().enqueue(task, args, kwargs)  # type: ignore[misc]


class QueueOfIds(_IdsOnly, DatabaseBackend):  # type: ignore[misc]
    """The database's queue."""


class AtOnce(_IdsOnly, ImmediateBackend):
    """No queue: in tests."""
