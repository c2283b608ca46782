"""Finished background jobs go by rule; the room's own tables hold nothing about people."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from privacy.personal_data.contract import NamesNobody, NotErasable, PersonalData, exempt, register_personal_data
from privacy.retention import journal
from privacy.retention.models import Erasure, LegalHold, Tombstone

JOBS, RIGHTS, PROCEEDINGS, BACKUPS = "finished-jobs", "rights-requests", "legal-proceedings", "backups"


@register_personal_data
class FinishedTaskData(NamesNobody, PersonalData):
    """Records of background work: ids of pages and images, no person."""

    label = _("Records of background work")
    model = DBTaskResult
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which work was done on which numbers, and how it ended": (
            "args_kwargs",
            "priority",
            "task_path",
            "worker_ids",
            "queue_name",
            "backend_name",
            "return_value",
            "exception_class_path",
            "traceback",
        ),
    }
    rules = (JOBS,)
    counts_from = ("created",)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return DBTaskResult.objects.finished().filter(finished_at__lt=before).order_by("pk")


@register_personal_data
class ErasureData(NamesNobody, PersonalData):
    """That a person's data were deleted, in counts; its numbers point to pseudonyms without a name."""

    label = _("Records of erasures")
    model = Erasure
    purposes = ("rights_requests",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which member of staff, and counts": ("actor_id", "stores"),
        "numbers and marks that lead back to nobody": ("subjects", "tombstone"),
    }
    rules = (RIGHTS,)
    counts_from = ("decision",)

    def correct(self, record: Erasure, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable(_("What was deleted is kept as it happened."))

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return Erasure.objects.filter(finished_at__lt=before).order_by("pk")


@register_personal_data
class TombstoneData(NamesNobody, PersonalData):
    """What must not come back with a backup: keyed hashes of random ids. It goes when no backup is older than it."""

    label = _("Marks of deletions for backups")
    model = Tombstone
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "what was ended": ("purpose_key",),
        "keyed hashes of random numbers": ("marks", "key_id"),
    }
    rules = (BACKUPS,)
    counts_from = ("created",)

    def correct(self, record: Tombstone, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable(_("What was deleted is kept as it happened."))

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        marks = Tombstone.objects.exclude(kind=journal.BEGUN)
        return marks.filter(at__lt=before, written_at__isnull=False).order_by("at", "pk")

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        """Delete the marks, and their lines of the journal once that is committed."""
        count = super().expire(rule, before=before, now=now, limit=limit)
        if count:
            transaction.on_commit(lambda: journal.drop(before=before))
        return count


@register_personal_data
class LegalHoldData(PersonalData):
    """Why records of a person are kept against rule or request. It goes by its period after it was released."""

    label = _("Legal holds on your data")
    model = LegalHold
    purposes = ("legal_proceedings",)
    fields: ClassVar[Mapping[str, str]] = {"reason": "message"}
    not_personal = {
        "what is held, by numbers and names of columns": ("subjects", "stores", "values", "review_on"),
    }
    rules = (PROCEEDINGS,)
    counts_from = ("decision",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Any]:
        """Return the holds that name any of these subjects: few at any time, so they are read."""
        wanted = set(subject_ids)
        rows = LegalHold.objects.values_list("pk", "subjects") if wanted else []
        return LegalHold.objects.filter(pk__in=[pk for pk, subjects in rows if wanted & set(subjects)])

    def export(self, record: LegalHold) -> dict[str, Any]:
        """Return that and since when something is held; why is our defence, and stays with us (Art. 15(4))."""
        return {"what": record.get_ground_display(), "when": record.placed_at, "until": record.released_at}

    def correct(self, record: LegalHold, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable(_("A hold is kept as it was placed."))

    def erase(self, record: LegalHold, *, now: datetime) -> None:
        """Refuse: it is the proof of why something was kept."""
        raise NotErasable(_("That data were held, and why, is kept until its period is over (GDPR Art. 17(3)(e))."))

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return LegalHold.objects.filter(released_at__lt=before).order_by("pk")


exempt("privacy_retention.RetentionRun", "counts of what was deleted, never of whom")
exempt("privacy_retention.RetentionReview", "which member of staff signed a review, and counts")
exempt("privacy_retention.ReviewAlarm", "which member of staff was told that a review is missing")
