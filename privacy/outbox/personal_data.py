"""What the outbox keeps about people: that a mail went out, to whom by random id."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.outbox.models import MailboxCounter, OutboxMail
from privacy.outbox.selectors import WAITING
from privacy.personal_data.contract import NotErasable, PersonalData, register_personal_data
from privacy.personal_data.counters import ConnectionCounter

DELIVERY = "mail-deliveries"


@register_personal_data
class OutboxMailData(PersonalData):
    """Mail rows: ids, kind and state; the address is read from the record at sending."""

    label = _("Records of e-mail we sent")
    model = OutboxMail
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "which mail about which record, and how far it has come": (
            "kind",
            "purpose_key",
            "object_id",
            "language",
            "attempts",
            "error",
        ),
    }
    rules = (DELIVERY,)
    counts_from = ("sent",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[OutboxMail]:
        return OutboxMail.objects.filter(subject__in=list(subject_ids))

    def export(self, record: OutboxMail) -> dict[str, Any]:
        return {name: getattr(record, name) for name in ("kind", "purpose_key", "language", "state", "created_at")}

    def correct(self, record: OutboxMail, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("That a mail was sent is kept as it happened.")

    def erase(self, record: OutboxMail, *, now: datetime) -> None:
        """Delete a record; a mail that still waits is not sent."""
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[OutboxMail]:
        return OutboxMail.objects.exclude(state__in=WAITING).filter(created_at__lt=before).order_by("pk")


@register_personal_data
class MailboxCounterData(ConnectionCounter):
    """Codes made from addresses of mailboxes, to count what strangers have sent there. They name nobody and are gone after a day."""

    label = _("Codes against filling a mailbox")
    model = MailboxCounter
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "a code made with a key, and how often": ("address_hash", "count"),
    }
