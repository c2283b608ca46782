"""What the ledger keeps about people, and when it lets go."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet

from privacy.ledger.models import ChainHead, Evidence, LedgerEvent, Subject
from privacy.ledger.selectors import empty_subjects, finished_chains, subjects_to_forget
from privacy.ledger.services import forget_identifiers, prune_chain
from privacy.register.personal_data import NotErasable, PersonalData, excuse, register_personal_data

PROOF = "consent-proof"
IP = "evidence-ip"
# A person may be known before the record about them is there; nobody is forgotten on the day they came.
GRACE = timedelta(days=1)


@register_personal_data
class SubjectData(PersonalData):
    """Identifiers live as long as the last record about the person; the random id as long as the proof."""

    model = Subject
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {"email": "email", "phone": "phone"}
    rules = (PROOF,)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Subject]:
        return Subject.objects.filter(pk__in=list(subject_ids))

    def correct(self, record: Subject, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("Identifiers are kept as they were given; a corrected address makes a new entry.")

    def erase(self, record: Subject, *, now: datetime) -> None:
        forget_identifiers(subject=record)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Subject]:
        return empty_subjects(before=before)

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        forgotten = list(subjects_to_forget(before=now - GRACE)[:limit])
        for subject in forgotten:
            forget_identifiers(subject=subject)
        empty = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        ChainHead.objects.filter(subject__in=empty).delete()
        Subject.objects.filter(pk__in=empty).delete()
        return len(forgotten) + len(empty)


@register_personal_data
class LedgerEventData(PersonalData):
    """The proof of what was shown and chosen, under a random id."""

    model = LedgerEvent
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {}
    rules = (PROOF,)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[LedgerEvent]:
        return LedgerEvent.objects.filter(subject__in=list(subject_ids))

    def export(self, record: LedgerEvent) -> dict[str, Any]:
        names = ("purpose_key", "action", "basis", "text_hash", "release_number", "language", "channel", "path", "at")
        return {name: getattr(record, name) for name in names}

    def correct(self, record: LedgerEvent, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("What was shown and chosen is kept as it happened.")

    def erase(self, record: LedgerEvent, *, now: datetime) -> None:
        raise NotErasable("The proof of the legal basis is kept until its period is over (GDPR Art. 5(2), 17(3)(e)).")

    def due(self, rule: str, *, before: datetime) -> QuerySet[ChainHead]:
        return finished_chains(before=before)

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        chains = list(self.due(rule, before=before)[:limit])
        return sum(
            prune_chain(subject_id=chain.subject_id, purpose_key=chain.purpose_key, rule=rule, now=now)
            for chain in chains
        )


@register_personal_data
class EvidenceData(PersonalData):
    """The address a choice was made from."""

    model = Evidence
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {"ip": "ip_address"}
    rules = (IP,)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Evidence]:
        return Evidence.objects.filter(event__subject__in=list(subject_ids))

    def correct(self, record: Evidence, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("Evidence is kept as it was recorded.")

    def due(self, rule: str, *, before: datetime) -> QuerySet[Evidence]:
        return Evidence.objects.filter(created_at__lt=before).order_by("pk")


excuse("privacy_ledger.ChainHead", "counts the events of a chain; holds a random id and a code")
excuse("privacy_ledger.LedgerPruned", "notes that a chain was deleted; holds a number that points to nobody")
