"""Why breaches are about nobody, and when an alarm goes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.breaches.models import MassAccess
from privacy.personal_data.contract import NamesNobody, NotErasable, PersonalData, exempt, register_personal_data

exempt("privacy_breaches.Breach", "what happened to data, in words that name nobody; documented as Art. 33(5) asks")
exempt("privacy_breaches.BreachAlert", "which member of staff was told of which breach; goes with the account")
exempt("privacy_breaches.MassAlert", "which member of staff was told of which alarm; goes with the alarm")


@register_personal_data
class MassAccessData(NamesNobody, PersonalData):
    """That a member of staff opened or exported very much: no visitor. It goes with the access log."""

    label = _("Alarms about staff who opened or exported very much")
    model = MassAccess
    purposes = ("site_security",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which member of staff opened how much, and what it was": ("actor_id", "on", "count", "finding"),
    }
    rules = ("access-log",)
    counts_from = ("created",)

    def correct(self, record: MassAccess, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("The log is kept as it was written.")

    def due(self, rule: str, *, before: datetime) -> QuerySet[MassAccess]:
        return MassAccess.objects.filter(noticed_at__lt=before).order_by("pk")
