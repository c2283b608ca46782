"""Reading the ledger: may these data be used for this, who is this, what is over."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.expressions import Exists
from django.utils import timezone

from privacy.keys.readings import hashes
from privacy.ledger.models import ChainHead, LedgerEvent, Subject
from privacy.register.reconsent import may_use_collected

Action = LedgerEvent.Action
CONSENT = "consent"
ENDING = (Action.REFUSED, Action.WITHDRAWN, Action.OBJECTED)


def last_event(subject: Subject, purpose_key: str) -> LedgerEvent | None:
    """Return the newest event of a chain."""
    return LedgerEvent.objects.filter(subject=subject, purpose_key=purpose_key).order_by("-sequence").first()


def may_use(subject: Subject, purpose_key: str, *, on: date | None = None) -> bool:
    """Tell whether the subject's data may be used for a purpose on a day, by default today.

    What happened last decides: consent needs an acceptance; asking for it (an opt-in not yet confirmed) is none.
    A use that was restricted rests, except on what the person gave afterwards (Art. 18).
    Other bases hold from the request or the notice until an objection. Nothing recorded means no. And data given
    for what the purpose was may not serve what it has become before people were told (Art. 13(3)).
    """
    event = last_event(subject, purpose_key)
    if event is None or event.action in ENDING or is_restricted(subject, event.at):
        return False
    if event.action != Action.ACCEPTED and event.basis == CONSENT:
        return False
    return may_use_collected(
        purpose_key,
        release_number=event.release_number,
        collected_on=timezone.localdate(event.at),
        on=on or timezone.localdate(),
    )


def is_restricted(subject: Subject | None, given_at: datetime) -> bool:
    """Tell whether what a subject gave at a time is kept and not used (Art. 18)."""
    since = subject.restricted_at if subject else None
    return since is not None and given_at <= since


def restricted_subjects() -> list[int]:
    """Return the ids of the subjects whose data are kept and not used: few, by an index of their own."""
    return list(Subject.objects.filter(restricted_at__isnull=False).values_list("pk", flat=True))


def live_chains(subject_ids: Iterable[int]) -> list[LedgerEvent]:
    """Return the last event of every chain of these subjects that goes on: not refused, withdrawn or objected to."""
    last = LedgerEvent.objects.filter(
        subject=OuterRef("subject"), purpose_key=OuterRef("purpose_key"), sequence__gt=OuterRef("sequence")
    )
    events = LedgerEvent.objects.filter(~Exists(last), subject__in=list(subject_ids)).exclude(action__in=ENDING)
    return list(events.select_related("subject").order_by("purpose_key", "pk"))


def find_subjects(*, email: str = "", phone: str = "") -> QuerySet[Subject]:
    """Return the subjects known by this e-mail address or by this phone number."""
    by_address, by_number = Q(identity_hash__in=hashes("email", email)), Q(phone_hash__in=hashes("phone", phone))
    return Subject.objects.filter(by_address | by_number)


def unused_subjects() -> QuerySet[Subject]:
    """Return the subjects that no record of another room is about any more."""
    subjects = Subject.objects.all()
    for relation in Subject._meta.related_objects:
        if relation.related_model not in (LedgerEvent, ChainHead):
            rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            subjects = subjects.filter(~Exists(rows))
    return subjects


def finished_chains(*, before: datetime) -> QuerySet[ChainHead]:
    """Return the chains whose last event lies before `before` and that nothing relies on any more.

    That is: it ended in a refusal, withdrawal or objection, or no record about the subject is left.
    """
    last = LedgerEvent.objects.filter(
        subject=OuterRef("subject"), purpose_key=OuterRef("purpose_key"), sequence=OuterRef("count"), at__lt=before
    )
    over = Q(Exists(last.filter(action__in=ENDING))) | Q(Exists(last), subject__in=unused_subjects())
    return ChainHead.objects.filter(over).order_by("pk")


def subjects_to_forget(*, before: datetime) -> QuerySet[Subject]:
    """Return the subjects made before `before` whose identifiers serve no record any more."""
    known = Q(email__isnull=False) | Q(phone__isnull=False)
    return unused_subjects().filter(known, created_at__lt=before).order_by("pk")


def empty_subjects(*, before: datetime) -> QuerySet[Subject]:
    """Return the subjects made before `before` of whom nothing is left: no record and no event."""
    events = LedgerEvent.objects.filter(subject=OuterRef("pk"))
    return unused_subjects().filter(~Exists(events), created_at__lt=before).order_by("pk")
