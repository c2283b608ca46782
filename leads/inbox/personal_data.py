"""What the inbox keeps beside messages: who took messages out of the site. Nothing about visitors."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leads.inbox.models import ExportLog
from privacy.access.models import AccessPruned
from privacy.access.personal_data import LOG
from privacy.personal_data.contract import (
    NamesNobody,
    NotErasable,
    PersonalData,
    exempt,
    register_personal_data,
)


@register_personal_data
class ExportLogData(NamesNobody, PersonalData):
    """Who took messages out of the site and why: members of staff, no visitor. It goes with the access log."""

    label = _("The log of staff who took data out")
    model = ExportLog
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which member of staff exported how much, and why": (
            "actor_id",
            "reason",
            "view",
            "narrowed",
            "purposes",
            "count",
        ),
    }
    rules = (LOG,)
    counts_from = ("created",)

    def correct(self, record: ExportLog, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("The log is kept as it was written.")

    def erase(self, record: ExportLog, *, now: datetime) -> None:
        raise NotErasable("The log is kept until its period is over (GDPR Art. 5(2), 32).")

    def due(self, rule: str, *, before: datetime) -> QuerySet[ExportLog]:
        return ExportLog.objects.filter(at__lt=before).order_by("pk")

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        ids = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        if ids and not AccessPruned.objects.filter(before__gte=before).exists():
            AccessPruned.objects.create(before=before, at=now)
        ExportLog.objects.filter(pk__in=ids).delete()
        return len(ids)


exempt("leads_inbox.DataRequest", "which message became which request; ids only, gone with either")
exempt("leads_inbox.NotificationPreference", "when a member of staff wants to be told; goes with the account")
exempt("leads_inbox.StaffNotification", "which member of staff was told of which message; goes with the message")
exempt("leads_inbox.ReplyTemplate", "texts for no one in particular")
