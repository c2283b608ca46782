"""Finished background jobs go by rule; the room's own tables hold nothing about people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult

from privacy.register.personal_data import PersonalData, excuse, register_personal_data

JOBS = "finished-jobs"


@register_personal_data
class FinishedTaskData(PersonalData):
    """Records of background work: ids of pages and images, no person."""

    model = DBTaskResult
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    rules = (JOBS,)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Any]:
        return DBTaskResult.objects.none()

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return DBTaskResult.objects.finished().filter(finished_at__lt=before).order_by("pk")


excuse("privacy_retention.Schedule", "when jobs run")
excuse("privacy_retention.RetentionRun", "counts of what was deleted, never of whom")
