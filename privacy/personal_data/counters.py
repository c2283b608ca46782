"""What the counters of connections have in common, whatever they count (`privacy.keys.counting`)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet

from privacy.personal_data.contract import NamesNobody, PersonalData


class ConnectionCounter(NamesNobody, PersonalData):
    """Codes made from addresses, to count what a connection does. They name nobody and are gone after a day."""

    purposes = ("form_protection",)
    fields: ClassVar[Mapping[str, str]] = {"address_hash": "ip_address"}
    not_personal: ClassVar[Mapping[str, tuple[str, ...]]] = {"how often": ("count",)}
    rules = ("form-protection",)
    counts_from = ("created",)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        return self.model._default_manager.filter(window_start__lt=before).order_by("pk")
