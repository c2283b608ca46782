"""What requests say about people, and when it goes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from home.base.model_fields import model_field
from privacy.keys import normalise
from privacy.keys.readings import hashes
from privacy.ledger.models import Subject
from privacy.personal_data.contract import NotErasable, PersonalData, Trait, exempt, register_personal_data
from privacy.personal_data.counters import ConnectionCounter
from privacy.rights import id_documents
from privacy.rights.models import AttemptCounter, Challenge, IdentityCopy, RequestStep, RightsRequest
from privacy.rights.post_answer import PERSONAL, forget

RULE, PROTECTION = "rights-requests", "form-protection"
PURPOSES = ("rights_requests",)


exempt("privacy_rights.RequestTask", "what is to be done by hand: a place or a company, nothing about the person")
exempt("privacy_rights.CodePage", "which page asks for which code, by the hash of a random token; goes with the code")
exempt("privacy_rights.DeadlineAlert", "which member of staff was told of which deadline; goes with the request")


@register_personal_data
class RightsRequestData(PersonalData):
    """Requests and their answers: the proof that somebody was answered, and in time."""

    label = _("What you asked of us, and our answers")
    model = RightsRequest
    provided = True
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {
        "name": "name",
        "email": "email",
        "phone": "phone",
        "given_code": "message",
        "words": "message",
        "answer": "message",
        "language": "language",
    }
    not_personal = {
        "how the request is found and handled": (
            "reference",
            "received_on",
            "due_on",
            "extended_to",
            "lift_on",
            "erasure_id",
        ),
        "keyed hashes by which the person is found": ("email_hash", "phone_hash", "hash_key"),
        "why staff decided so": ("reason",),
    }
    rules = (RULE,)
    counts_from = ("decision",)

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Know a person by the code of their request."""
        code = normalise.reference(value, RightsRequest.PREFIX) if scope == "reference" else ""
        if not code:
            return ()
        found = RightsRequest.objects.filter(reference=code)
        return found.values_list("subject_id", flat=True)

    def shared_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Return those with a request that holds an address or a number; nobody proved that it is theirs alone."""
        if scope not in ("email", "phone"):
            return ()
        found = RightsRequest.objects.filter(**{f"{scope}_hash__in": hashes(scope, value)})
        return found.values_list("subject_id", flat=True)

    def traits(self, *, subject_ids: Iterable[int]) -> Iterable[tuple[int, Trait]]:
        """Yield the names in requests, and their references."""
        found = self.find(subject_ids=subject_ids).order_by("pk")
        for pk, name, reference in found.values_list("subject_id", "name", "reference"):
            if name:
                yield pk, Trait(name)
            yield pk, Trait(reference, reference)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[RightsRequest]:
        """Return those that still name the person."""
        return RightsRequest.objects.filter(subject__in=list(subject_ids), forgotten_at=None)

    def export(self, record: RightsRequest) -> dict[str, Any]:
        return {
            "reference": record.reference,
            "what": record.get_right_display(),
            "received": record.received_on,
            "name": record.name,
            "email": record.email,
            "phone": record.phone,
            "reference given": record.given_code,
            "note": record.words,
            "outcome": record.get_outcome_display(),
            "reason": record.reason,
            "answer": record.answer,
        }

    def correctable(self, record: RightsRequest) -> dict[str, tuple[Any, str]]:
        return {
            name: (model_field(record, name).verbose_name, getattr(record, name)) for name in ("name", "email", "phone")
        }

    def correct(self, record: RightsRequest, values: Mapping[str, Any], *, now: datetime) -> None:
        """A request stays as it was made; a name or address in it may be put right."""
        allowed = {name: value for name, value in values.items() if name in ("name", "email", "phone")}
        super().correct(record, allowed, now=now)
        record.save(update_fields=record.hash_identifiers())

    def erase(self, record: RightsRequest, *, now: datetime) -> None:
        """Take the person out of a request that was answered; one that still waits needs the address for its letter."""
        if record.closed_at is None:
            raise NotErasable(_("This request is not finished yet. Its name goes once you have our answer."))
        forget(record, now=now)

    def due(self, rule: str, *, before: datetime) -> QuerySet[RightsRequest]:
        """Return those answered before `before`; one that others were answered with goes after them."""
        done = RightsRequest.objects.filter(answered_at__lt=before)
        waited_for = RightsRequest.objects.filter(first__isnull=False, answered_at__gte=before)
        return done.exclude(pk__in=waited_for.values("first")).order_by("answered_at", "-first_id", "pk")

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        ids = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        repeats = RightsRequest.objects.filter(first__in=ids).values_list("pk", flat=True)
        ids = sorted({*ids, *repeats})
        RightsRequest.objects.filter(pk__in=ids, first__isnull=False).delete()
        RightsRequest.objects.filter(pk__in=ids).delete()
        return len(ids)


@register_personal_data
class RequestStepData(PersonalData):
    """What was done about a request. It goes with the request."""

    label = _("What was done about your requests")
    model = RequestStep
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"text": "message"}
    not_personal = {"whose records were joined or kept apart": ("subject_number",)}
    rules = (RULE,)
    counts_from = ("decision",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[RequestStep]:
        found = RequestStep.objects.filter(request__subject__in=list(subject_ids), request__forgotten_at=None)
        return found.select_related("request").defer(*(f"request__{name}" for name in PERSONAL))

    def export(self, record: RequestStep) -> dict[str, Any]:
        return {
            "reference": record.request.reference,
            "what": record.get_kind_display(),
            "when": record.at,
            "note": record.text,
        }

    def erase(self, record: RequestStep, *, now: datetime) -> None:
        """Refuse: the steps tell how the request was answered, and lose their words with its name."""
        raise NotErasable(_("How a request was answered is kept as long as the request (GDPR Art. 5(2))."))

    def due(self, rule: str, *, before: datetime) -> QuerySet[RequestStep]:
        return RequestStep.objects.filter(request__answered_at__lt=before).order_by("pk")


@register_personal_data
class IdentityCopyData(PersonalData):
    """A masked copy of an identity document, until the decision.

    The person's own copy tells of it without the picture, which one member of staff alone may see (R79).
    """

    label = _("A masked copy of your identity document")
    model = IdentityCopy
    provided = True
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"file": "identity_document", "key": "identity_document"}
    not_personal = {
        "a random number of the link": ("nonce",),
    }
    rules = (id_documents.RULE,)
    counts_from = ("created",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[IdentityCopy]:
        """Return those that are not destroyed yet."""
        found = IdentityCopy.objects.filter(request__subject__in=list(subject_ids), key__isnull=False)
        return found.select_related("request").defer(*(f"request__{name}" for name in PERSONAL))

    def export(self, record: IdentityCopy) -> dict[str, Any]:
        return {"reference": record.request.reference, "received": record.received_at, "kept until": record.destroy_by}

    def erase(self, record: IdentityCopy, *, now: datetime) -> None:
        id_documents.destroy_copy(record, now=now)

    def due(self, rule: str, *, before: datetime) -> QuerySet[IdentityCopy]:
        return IdentityCopy.objects.filter(key__isnull=False, received_at__lt=before).order_by("pk")

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        """Destroy the copies; that they came and went stays with the request."""
        due = list(self.due(rule, before=before)[:limit])
        for copy in due:
            id_documents.destroy_copy(copy, now=now)
        return len(due)


@register_personal_data
class ChallengeData(PersonalData):
    """An address to which a code was sent, for a day."""

    label = _("Codes we sent to your address")
    model = Challenge
    purposes = PURPOSES
    fields: ClassVar[Mapping[str, str]] = {"email": "email", "language": "language"}
    not_personal = {
        "to find it and to count, by hashes and numbers": ("email_hash", "hash_key", "nonce", "mails", "tries"),
        "hashes of random tokens in addresses of pages": ("link_hash", "open_hash"),
    }
    rules = (PROTECTION,)
    counts_from = ("created",)

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Challenge]:
        hashes = Subject.objects.filter(pk__in=list(subject_ids), identity_hash__isnull=False)
        return Challenge.objects.filter(email_hash__in=hashes.values("identity_hash"))

    def export(self, record: Challenge) -> dict[str, Any]:
        return {"email": record.email, "when": record.created_at}

    def erase(self, record: Challenge, *, now: datetime) -> None:
        record.delete()

    def due(self, rule: str, *, before: datetime) -> QuerySet[Challenge]:
        return Challenge.objects.filter(created_at__lt=before).order_by("pk")


@register_personal_data
class AttemptCounterData(ConnectionCounter):
    """Codes made from connections' addresses, to count attempts. They name nobody and are gone after a day."""

    label = _("Codes against abuse of the page on rights")
    model = AttemptCounter
