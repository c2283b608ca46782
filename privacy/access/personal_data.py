"""What is kept about members of staff who handle personal data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.access.models import AccessEvent, AccessPruned
from privacy.personal_data.contract import (
    NamesNobody,
    NotErasable,
    PersonalData,
    exempt,
    register_personal_data,
)

LOG = "access-log"


@register_personal_data
class AccessEventData(NamesNobody, PersonalData):
    """The log of staff: which record was opened by whom. It names no visitor."""

    label = _("The log of staff who opened personal data")
    model = AccessEvent
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which member of staff did what to which record, by numbers": (
            "actor_id",
            "model",
            "object_id",
            "purpose_key",
        ),
        "the name of what changed about an account or a role, no value": ("what",),
    }
    rules = (LOG,)
    counts_from = ("created",)

    def correct(self, record: AccessEvent, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("The log is kept as it was written.")

    def erase(self, record: AccessEvent, *, now: datetime) -> None:
        raise NotErasable("The log is kept until its period is over (GDPR Art. 5(2), 32).")

    def due(self, rule: str, *, before: datetime) -> QuerySet[AccessEvent]:
        return AccessEvent.objects.filter(at__lt=before).order_by("pk")

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        ids = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        if ids and not AccessPruned.objects.filter(before__gte=before).exists():
            AccessPruned.objects.create(before=before, at=now)
        AccessEvent.objects.filter(pk__in=ids).delete()
        return len(ids)


exempt("privacy_access.Authorisation", "names members of staff and their training, no visitor; goes with the account")
exempt("privacy_access.AccessPruned", "notes up to when the log was deleted")
exempt("privacy_access.RoleGrant", "remembers which permission a role was given")

exempt("privacy_access.TrainingWarning", "notes that a member of staff was warned; goes with the account")
exempt("privacy_access.UnreadAlarm", "notes that a member of staff was told; goes with the account")
exempt("privacy_access.AccessReview", "that a member of staff went through who may read what; no visitor")
exempt("privacy_access.AccessReviewAlarm", "notes that a member of staff was told; goes with the account")
