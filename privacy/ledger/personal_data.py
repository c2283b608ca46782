"""What the ledger keeps about people, and when it lets go."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from home.base.model_fields import model_field
from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail, NotAPhone
from privacy.keys.masking import mask_email, mask_phone
from privacy.keys.readings import hashes
from privacy.ledger.models import ChainHead, Evidence, LedgerEvent, Subject
from privacy.ledger.selectors import empty_subjects, finished_chains, subjects_to_forget
from privacy.ledger.services import forget_identifiers, prune_chain, rename_subject
from privacy.personal_data.contract import (
    NotCorrect,
    NotErasable,
    PersonalData,
    Trait,
    exempt,
    held_subjects,
    register_personal_data,
)

PROOF = "consent-proof"
IP = "evidence-ip"
# A person may be known before the record about them is there; nobody is forgotten on the day they came.
GRACE = timedelta(days=1)


@register_personal_data
class SubjectData(PersonalData):
    """Identifiers live as long as the last record about the person; the random id as long as the proof."""

    label = _("Who the person is: e-mail address and phone number")
    model = Subject
    provided = True
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {"email": "email", "phone": "phone"}
    not_personal = {
        "a random number": ("public_id",),
        "keyed hashes, to recognise": ("identity_hash", "phone_hash", "hash_key"),
    }
    rules = (PROOF,)
    counts_from = ("relied_on",)

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Know a person by their address, or by their number where they gave no address."""
        if scope not in ("email", "phone"):
            return ()
        return Subject.objects.filter(identity_hash__in=hashes(scope, value)).values_list("pk", flat=True)

    def shared_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Return those who gave a number beside an address."""
        if scope != "phone":
            return ()
        return Subject.objects.filter(phone_hash__in=hashes(scope, value)).values_list("pk", flat=True)

    def traits(self, *, subject_ids: Iterable[int]) -> Iterable[tuple[int, Trait]]:
        """Yield the address and the number."""
        for subject in self.find(subject_ids=subject_ids).order_by("pk"):
            if subject.email:
                yield subject.pk, Trait(subject.email, mask_email(subject.email))
            if subject.phone:
                yield subject.pk, Trait(normalise.phone_in_words(subject.phone), mask_phone(subject.phone))

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Subject]:
        """Return those of whom an identifier is kept: the others are numbers that point to nobody."""
        known = Q(email__isnull=False) | Q(phone__isnull=False)
        return Subject.objects.filter(known, pk__in=list(subject_ids))

    def not_held(self, due: QuerySet[Subject]) -> QuerySet[Subject]:
        """Also of those whose identifiers were forgotten already."""
        return due.exclude(pk__in=held_subjects(self.model))

    def export(self, record: Subject) -> dict[str, Any]:
        return {
            "email": record.email,
            "phone": record.phone,
            "known since": record.created_at,
            "restricted since": record.restricted_at,
        }

    def correctable(self, record: Subject) -> dict[str, tuple[Any, str]]:
        return {
            name: (model_field(record, name).verbose_name, getattr(record, name) or "") for name in ("email", "phone")
        }

    def correct(self, record: Subject, values: Mapping[str, Any], *, now: datetime) -> None:
        """Put right by what a person is known; raises NotCorrect.

        A wrong address may be somebody else's: they must not be taken for this person any more. Where the right one
        belongs to an entry already, this one keeps none, and its records are found through their own addresses.
        """
        email = str(values.get("email", record.email or "")).strip()
        number = str(values.get("phone", record.phone or "")).strip()
        try:
            email, number = normalise.email(email) if email else "", normalise.phone(number) if number else ""
        except (NotAnEmail, NotAPhone) as error:
            raise NotCorrect(str(error)) from error
        rename_subject(subject=record, email=email, phone=number)

    def erase(self, record: Subject, *, now: datetime) -> None:
        forget_identifiers(subject=record)

    def due(self, rule: str, *, before: datetime) -> QuerySet[Subject]:
        return empty_subjects(before=before)

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        held = held_subjects(self.model)
        forgotten = list(subjects_to_forget(before=now - GRACE).exclude(pk__in=held)[:limit])
        for subject in forgotten:
            forget_identifiers(subject=subject)
        empty = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        ChainHead.objects.filter(subject__in=empty).delete()
        Subject.objects.filter(pk__in=empty).delete()
        return len(forgotten) + len(empty)


@register_personal_data
class LedgerEventData(PersonalData):
    """The proof of what was shown and chosen, under a random id."""

    label = _("Proof of what was shown and chosen")
    model = LedgerEvent
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "what was shown and done": (
            "purpose_key",
            "sequence",
            "basis",
            "text_hash",
            "release_number",
            "language",
            "channel",
            "form_version",
            "path",
        ),
        "what seals the entry": ("evidence_hash", "key_id", "mac"),
    }
    rules = (PROOF,)
    counts_from = ("relied_on",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[LedgerEvent]:
        return LedgerEvent.objects.filter(subject__in=list(subject_ids))

    def export(self, record: LedgerEvent) -> dict[str, Any]:
        names = ("purpose_key", "action", "basis", "text_hash", "release_number", "language", "channel", "path", "at")
        return {name: getattr(record, name) for name in names}

    def correct(self, record: LedgerEvent, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("What was shown and chosen is kept as it happened.")

    def erase(self, record: LedgerEvent, *, now: datetime) -> None:
        raise NotErasable(
            _("The proof of the legal basis is kept until its period is over (GDPR Art. 5(2), 17(3)(e)).")
        )

    def not_held(self, due: QuerySet[ChainHead]) -> QuerySet[ChainHead]:
        """What goes is a chain; a hold names its subject."""
        return due.exclude(subject__in=held_subjects(self.model))

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

    label = _("The IP address that belongs to a proof")
    model = Evidence
    purposes = ("consent_proof",)
    fields: ClassVar[Mapping[str, str]] = {"ip": "ip_address"}
    not_personal = {
        "random, to seal the address": ("salt",),
    }
    rules = (IP,)
    counts_from = ("created",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Evidence]:
        return Evidence.objects.filter(event__subject__in=list(subject_ids))

    def export(self, record: Evidence) -> dict[str, Any]:
        return {"address": record.ip, "recorded": record.created_at}

    def erase(self, record: Evidence, *, now: datetime) -> None:
        record.delete()

    def correct(self, record: Evidence, values: Mapping[str, Any], *, now: datetime) -> None:
        raise NotErasable("Evidence is kept as it was recorded.")

    def due(self, rule: str, *, before: datetime) -> QuerySet[Evidence]:
        return Evidence.objects.filter(created_at__lt=before).order_by("pk")


exempt("privacy_ledger.ChainHead", "counts the events of a chain; holds a random id and a code")
exempt("privacy_ledger.LedgerPruned", "notes that a chain was deleted; holds a number that points to nobody")
