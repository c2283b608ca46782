"""Finished background jobs go by rule; the room's own tables hold nothing about people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from privacy.register.personal_data import NamesNobody, NotErasable, PersonalData, excuse, register_personal_data
from privacy.retention.models import Erasure

JOBS, RIGHTS = "finished-jobs", "rights-requests"


@register_personal_data
class FinishedTaskData(NamesNobody, PersonalData):
    """Records of background work: ids of pages and images, no person."""

    label = _("Records of background work")
    model = DBTaskResult
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    rules = (JOBS,)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return DBTaskResult.objects.finished().filter(finished_at__lt=before).order_by("pk")


@register_personal_data
class ErasureData(NamesNobody, PersonalData):
    """That a person's data were deleted, in counts; its numbers point to pseudonyms without a name."""

    label = _("Records of erasures")
    model = Erasure
    purposes = ("rights_requests",)
    fields: ClassVar[Mapping[str, str]] = {}
    rules = (RIGHTS,)

    def correct(self, record: Erasure, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable(_("What was deleted is kept as it happened."))

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return Erasure.objects.filter(finished_at__lt=before).order_by("pk")


excuse("privacy_retention.Schedule", "when jobs run")
excuse("privacy_retention.RetentionRun", "counts of what was deleted, never of whom")
