"""The verbs of a request: receive, identify, extend, delete, answer, close (GDPR Art. 12; policy §6)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy.access.services import log_access
from privacy.keys.references import new_reference
from privacy.ledger.models import Subject
from privacy.ledger.services import get_or_create_subject
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import queue_mail
from privacy.register.personal_data import NotCorrect, PersonalData, outside_stores
from privacy.register.selectors import register_view
from privacy.retention import restrictions
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.holds import is_held_from
from privacy.retention.models import Erasure
from privacy.retention.people import find_person, records_of
from privacy.rights.deadline import longest_day, promised_day, received_day
from privacy.rights.models import RequestStep, RequestTask, Right, RightsRequest

PREFIX = "KR"
PURPOSE = "rights_requests"
RECEIVED, EXTENDED, ANSWERED = "rights_received", "rights_extended", "rights_answered"
LIFTING = "rights_lifting"
# Between the letter and the day on which data are used again: time to object.
LIFT_AFTER = timedelta(days=7)
# A request for these is a ground to restrict as well (Art. 18(1)(a), (d)).
MAY_RESTRICT = (Right.RESTRICTION, Right.RECTIFICATION, Right.OBJECTION)

Kind, State, Outcome, Identity = RequestStep.Kind, RightsRequest.State, RightsRequest.Outcome, RightsRequest.Identity
# Whoever gave no proof of who they are gets an answer that tells nothing of anybody's data.
TELLS_NOTHING = (Outcome.UNVERIFIED, Outcome.TAKEN_BACK)
GIVES = (Outcome.GRANTED, Outcome.PARTIAL)
# What Art. 12(4) wants reasons for.
NEEDS_REASON = (Outcome.PARTIAL, Outcome.REFUSED)
# What whoever received the data must be told (Art. 19).
TOLD_ON = (Right.ERASURE, Right.RECTIFICATION, Right.RESTRICTION)


@dataclass(frozen=True)
class Correctable:
    """One value that can be put right: where it is, what it is called, and what it says now."""

    store: PersonalData
    record: Any
    name: str
    label: str
    value: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.store.model._meta.label_lower}-{self.record.pk}-{self.name}"


class NotPossible(Exception):
    """A step that the request's state refuses; the message says what to do instead, to staff."""


def receive(
    *,
    right: str,
    channel: str,
    language: str,
    now: datetime,
    received_on: date | None = None,
    name: str = "",
    email: str = "",
    phone: str = "",
    words: str = "",
    subject: Subject | None = None,
    identity: str = "",
    by: Any = None,
    confirm: bool = True,
) -> RightsRequest:
    """Write a request down and, unless the answer follows at once, confirm it by mail where there is an address.

    `received_on` is the day on which it first reached any box of the company; by default today. The same right asked
    again while the first still waits is answered with the first, by the earlier clock (R71).
    """
    received = received_on or received_day(now)
    with transaction.atomic():
        person = subject or get_or_create_subject(email=email, phone=phone, now=now)
        first = _waiting_for(person, right)
        request = RightsRequest.objects.create(
            reference=new_reference(PREFIX),
            right=right,
            channel=channel,
            received_on=received,
            due_on=promised_day(received),
            language=language,
            name=name,
            email=email.strip(),
            phone=phone.strip(),
            words=words.strip(),
            subject=person,
            first=first,
            identity=identity,
        )
        _step(request, Kind.RECEIVED, by, now)
        if first is not None:
            _join(first, request, by, now)
        elif identity:
            _step(request, Kind.IDENTIFIED, by, now)
        if confirm and request.email:
            _letter(request, RECEIVED, now)
        if by is not None:
            log_access(by, "change", RightsRequest, request.pk, PURPOSE, now)
    return request


def identify(*, request: RightsRequest, how: str, by: Any, now: datetime) -> None:
    """Write down how we know who asks (R78)."""
    with _changing(request, by, now) as current:
        current.identity = Identity(how)
        current.save(update_fields=["identity"])
        _step(current, Kind.IDENTIFIED, by, now)


def remark(*, request: RightsRequest, text: str, by: Any, now: datetime) -> None:
    """Write something down beside the request; it is no part of the answer."""
    with _changing(request, by, now, states=(State.OPEN, State.ANSWERED)) as current:
        _step(current, Kind.REMARK, by, now, text)


def extend(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> None:
    """Take up to two months more, with a reason and a letter inside the four weeks (Art. 12(3), R83).

    It breaks the policy's promise, so nothing does it by itself. Raises NotPossible afterwards, twice, or without a
    reason.
    """
    with _changing(request, by, now) as current:
        if not reason.strip():
            raise NotPossible(_("Write the reason: it stands in the letter."))
        if current.extended_to:
            raise NotPossible(_("This request was extended already; the law allows it once."))
        if received_day(now) > current.due_on:
            raise NotPossible(_("The four weeks are over: an extension had to be told within them. Answer now."))
        current.extended_to, current.reason = longest_day(current.received_on), reason.strip()
        current.due_on = current.extended_to
        current.save(update_fields=["extended_to", "due_on", "reason"])
        _step(current, Kind.EXTENDED, by, now)
        _letter(current, EXTENDED, now)


def propose_erasure(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Say that the person's data may be deleted; somebody else does it."""
    with _changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        if current.erasure_id or current.proposed_by_id:
            raise NotPossible(_("This is proposed or done already."))
        current.proposed_by = by
        current.save(update_fields=["proposed_by"])
        _step(current, Kind.PROPOSED, by, now)


def take_back_proposal(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Do not delete after all."""
    with _changing(request, by, now) as current:
        if current.erasure_id or not current.proposed_by_id:
            raise NotPossible(_("Nothing is proposed, or it is done already."))
        current.proposed_by = None
        current.save(update_fields=["proposed_by"])
        _step(current, Kind.NOT_PROPOSED, by, now)


def erase_as_proposed(*, request: RightsRequest, by: Any, now: datetime) -> Erasure:
    """Delete the person's data from every store; never by whoever proposed it. A deletion that was cut off goes on."""
    with _changing(request, by, now) as current:
        if not current.proposed_by_id and not current.erasure_id:
            raise NotPossible(_("Nothing is proposed."))
        if current.proposed_by_id == by.pk and not current.erasure_id:
            raise NotPossible(_("You proposed this: somebody else must look and delete."))
        erasure = _begun(current, by.pk, now)
    log_access(by, "erase", RightsRequest, request.pk, PURPOSE, now)
    return _carried_out(request, erasure, by, now)


def restrict_use(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Keep what the person gave until now and use none of it: no list, no table, no mail (Art. 18; R75)."""
    with _changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        if current.restricted_at:
            raise NotPossible(_("The use is restricted already."))
        restrictions.restrict(subject_ids=subjects_of(current), now=now)
        current.restricted_at = now
        current.save(update_fields=["restricted_at"])
        _step(current, Kind.RESTRICTED, by, now)


def announce_lifting(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> None:
    """Tell the person that, and why, their data are used again in a week: they must know before (Art. 18(3))."""
    with _changing(request, by, now, states=(State.ANSWERED, State.CLOSED)) as current:
        if not current.restricted_at or current.lift_on:
            raise NotPossible(_("The use is not restricted, or its end was announced already."))
        if not reason.strip():
            raise NotPossible(_("Write the reason: it stands in the letter."))
        current.lift_on = received_day(now) + LIFT_AFTER
        current.save(update_fields=["lift_on"])
        _step(current, Kind.LIFTING, by, now, reason)
        if current.email:
            _letter(current, LIFTING, now)


def lift(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Use the data again, after a letter that went by post or could not be sent by mail."""
    with _changing(request, by, now, states=(State.ANSWERED, State.CLOSED)) as current:
        if not current.lift_on or current.lifted_at or received_day(now) < current.lift_on:
            raise NotPossible(_("The day that the person was told has not come."))
        _lift(current, by, now)


def lift_what_is_due(now: datetime) -> int:
    """End the restrictions whose day has come and whose letter is out; return how many. A daily job."""
    due = RightsRequest.objects.filter(lift_on__lte=received_day(now), lifted_at=None)
    letters = OutboxMail.objects.filter(kind=LIFTING, state=OutboxMail.State.SENT)
    count = 0
    for pk in due.filter(pk__in=letters.values("object_id")).values_list("pk", flat=True):
        with transaction.atomic():
            _lift(RightsRequest.objects.select_for_update().get(pk=pk), None, now)
            count += 1
    return count


def correctables(request: RightsRequest) -> list[Correctable]:
    """Return everything held of the person that can be put right, record by record (Art. 16)."""
    return [
        Correctable(store, record, name, capfirst(str(label)), value)
        for store, records in records_of(subjects_of(request))
        for record in records
        for name, (label, value) in store.correctable(record).items()
        if not (store.model is RightsRequest and record.pk == request.pk)
    ]


def correct(*, request: RightsRequest, values: Mapping[str, str], by: Any, now: datetime) -> int:
    """Put right what differs from `values` (Correctable.key → value); return how many values.

    What was wrong stands in the history of the request, for whoever handles it, and goes with it (R74). Mails, lists and
    tables read the records when they are made, and so say what is right from now on. Raises NotPossible.
    """
    with _changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        changed = [one for one in correctables(current) if values.get(one.key, one.value).strip() != one.value.strip()]
        by_record: dict[tuple[str, int], list[Correctable]] = {}
        for one in changed:
            by_record.setdefault((one.store.model._meta.label, one.record.pk), []).append(one)
        for ones in by_record.values():
            try:
                ones[0].store.correct(ones[0].record, {one.name: values[one.key].strip() for one in ones}, now=now)
            except NotCorrect as error:
                raise NotPossible(f"{ones[0].label}: {error}") from error
        if changed:
            lines = [f"{one.label}: “{one.value}” → “{values[one.key].strip()}”" for one in changed]
            _step(current, Kind.CORRECTED, by, now, "\n".join(lines))
    return len(changed)


def erase_own(*, request: RightsRequest, now: datetime) -> Erasure:
    """Delete at the press of the person themselves, who proved to read their address."""
    with transaction.atomic():
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        erasure = _begun(current, None, now)
    return _carried_out(request, erasure, None, now)


def answer(*, request: RightsRequest, outcome: str, text: str, reason: str, by: Any, now: datetime) -> None:
    """Answer with a letter: by mail where there is an address, else to be printed. Repeats are answered with it.

    Raises NotPossible with what still blocks the answer.
    """
    with _changing(request, by, now) as current:
        if blocked := blocks_answer(current, outcome=outcome, reason=reason):
            raise NotPossible(" ".join(blocked))
        current.answer, current.outcome = text.strip(), Outcome(outcome)
        if reason.strip():
            current.reason = reason.strip()
        _answered(current, by, now)


def answer_own(*, request: RightsRequest, outcome: str, now: datetime, reason: str = "") -> None:
    """Answer what the person did themselves; the letter confirms it."""
    with transaction.atomic():
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        current.outcome, current.reason = Outcome(outcome), reason or current.reason
        _answered(current, None, now)
        if not current.tasks.filter(done_at=None).exists():
            _close(current, None, now)


def blocks_answer(request: RightsRequest, *, outcome: str, reason: str) -> list[str]:
    """Return, in sentences, what must be done before this outcome can be told."""
    found = []
    if outcome not in TELLS_NOTHING and not request.identity:
        found.append(_("Nobody wrote down how we know who asks."))
    if request.right == Right.ERASURE and outcome == Outcome.GRANTED and not _erased(request):
        found.append(_("The data are not deleted yet."))
    if request.right == Right.ERASURE and outcome == Outcome.GRANTED and is_held(request):
        found.append(_("A legal hold keeps part of it: choose “done in part” and give the reason."))
    if request.right == Right.RESTRICTION and outcome in GIVES and not request.restricted_at:
        found.append(_("The use is not restricted yet."))
    if request.right == Right.RECTIFICATION and outcome == Outcome.GRANTED and not _corrected(request):
        found.append(_("Nothing was corrected yet."))
    if outcome in NEEDS_REASON and not reason.strip():
        found.append(_("Write the reason: it stands in the letter."))
    return found


def is_held(request: RightsRequest) -> bool:
    """Tell whether a legal hold kept something from the deletion that a request asked for."""
    erasure = Erasure.objects.filter(pk=request.erasure_id).first() if request.erasure_id else None
    return erasure is not None and is_held_from(erasure)


def finish_task(*, task: RequestTask, by: Any, now: datetime) -> None:
    """Say that something by hand is done."""
    with _changing(task.request, by, now, states=(State.OPEN, State.ANSWERED)) as current:
        if RequestTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by):
            _step(current, Kind.TASK, by, now, task.text)


def close(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Put an answered request away, once everything by hand is done (R85)."""
    with _changing(request, by, now, states=(State.ANSWERED,)) as current:
        if current.tasks.filter(done_at=None).exists():
            raise NotPossible(_("There are tasks left. The answer is out; only closing waits for them."))
        _close(current, by, now)


def forget_names(*, now: datetime) -> int:
    """Take the name out of closed requests to delete whose letter is out; return how many.

    What stays says that somebody asked, when, and that it was answered in time.
    """
    # A letter that was given up did not arrive: somebody may try again, or send it by post.
    waits = OutboxMail.objects.filter(kind__in=(RECEIVED, EXTENDED, ANSWERED)).exclude(
        state__in=(OutboxMail.State.SENT, OutboxMail.State.NOT_ALLOWED)
    )
    done = RightsRequest.objects.filter(
        Q(erasure_id__isnull=False) | Q(first__erasure_id__isnull=False),
        state=State.CLOSED,
        right=Right.ERASURE,
        outcome__in=GIVES,
        forgotten_at=None,
    )
    count = 0
    for pk in done.exclude(pk__in=waits.values("object_id")).values_list("pk", flat=True):
        with transaction.atomic():
            request = RightsRequest.objects.select_for_update().get(pk=pk)
            forget(request, now=now)
            count += 1
    return count


def forget(request: RightsRequest, *, now: datetime) -> None:
    """Take everything about the person out of a request; the kind, the days and the outcome stay."""
    request.name = request.email = request.phone = request.words = request.answer = request.reason = ""
    request.forgotten_at = now
    request.save(update_fields=["name", "email", "phone", "words", "answer", "reason", "forgotten_at"])
    RequestStep.objects.filter(request=request).update(text="")
    _step(request, Kind.FORGOTTEN, None, now)


def subjects_of(request: RightsRequest) -> list[int]:
    """Return the ids of the subjects that a request is about: its own, and everybody known by its address."""
    known = find_person(scope="email", value=request.email) if request.email else []
    return sorted({request.subject_id, *known})


@contextmanager
def _changing(
    request: RightsRequest, by: Any, now: datetime, states: tuple[str, ...] = (State.OPEN,)
) -> Iterator[RightsRequest]:
    """Lock a request for a change by a member of staff, which is written down; raises NotPossible in other states."""
    with transaction.atomic():
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        if current.state not in states or current.first_id:
            raise NotPossible(_("Somebody answered or closed this meanwhile, or it is answered with another."))
        log_access(by, "change", RightsRequest, current.pk, PURPOSE, now)
        yield current


def _waiting_for(person: Subject, right: str) -> RightsRequest | None:
    waiting = RightsRequest.objects.select_for_update().filter(
        subject=person, right=right, state=State.OPEN, first=None
    )
    return waiting.order_by("received_on", "pk").first()


def _join(first: RightsRequest, again: RightsRequest, by: Any, now: datetime) -> None:
    """Answer the repeat with the first; a letter found late may move the clock forward, never back."""
    _step(first, Kind.REPEATED, by, now, again.words)
    if again.received_on < first.received_on:
        first.received_on = again.received_on
        if not first.extended_to:
            first.due_on = promised_day(again.received_on)
    if again.identity and not first.identity:
        first.identity = again.identity
        _step(first, Kind.IDENTIFIED, by, now)
    first.save(update_fields=["received_on", "due_on", "identity"])
    again.due_on = first.due_on
    again.save(update_fields=["due_on"])


def _step(request: RightsRequest, kind: str, by: Any, now: datetime, text: str = "") -> None:
    RequestStep.objects.create(request=request, kind=kind, by=by, at=now, text=text.strip())


def _letter(request: RightsRequest, kind: str, now: datetime) -> None:
    """Queue a letter. It belongs to the request, not to the person's data: deleting those must not stop it."""
    queue_mail(kind=kind, purpose_key=PURPOSE, subject=None, object_id=request.pk, language=request.language, now=now)


def _begun(current: RightsRequest, actor_id: int | None, now: datetime) -> Erasure:
    if current.erasure_id:
        return Erasure.objects.get(pk=current.erasure_id)
    erasure = begin_erasure(subject_ids=subjects_of(current), actor_id=actor_id, now=now)
    current.erasure_id = erasure.pk
    current.save(update_fields=["erasure_id"])
    return erasure


def _carried_out(request: RightsRequest, erasure: Erasure, by: Any, now: datetime) -> Erasure:
    erasure = carry_out(erasure, now=now)
    with transaction.atomic():
        # Asked of the steps: a process killed after the deletion, before this, must still write it down.
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        if not current.steps.filter(kind=Kind.ERASED).exists():
            _step(current, Kind.ERASED, by, now)
            _add_tasks(current)
    return erasure


def _corrected(request: RightsRequest) -> bool:
    """Whether something was put right here, or nothing is here to put right."""
    return request.steps.filter(kind=Kind.CORRECTED).exists() or not correctables(request)


def _lift(current: RightsRequest, by: Any, now: datetime) -> None:
    """End a restriction, unless another request of the person keeps it."""
    ids = set(subjects_of(current))
    others = RightsRequest.objects.filter(restricted_at__isnull=False, lifted_at=None).exclude(pk=current.pk)
    kept = {pk for other in others for pk in subjects_of(other)}
    restrictions.lift(subject_ids=ids - kept, now=now)
    current.lifted_at = now
    current.save(update_fields=["lifted_at"])
    _step(current, Kind.LIFTED, by, now)


def _erased(request: RightsRequest) -> bool:
    finished = Erasure.objects.filter(pk=request.erasure_id, finished_at__isnull=False)
    return bool(request.erasure_id) and finished.exists()


def _add_tasks(request: RightsRequest) -> None:
    """Write down what the machine cannot do: places out of its reach, and companies that must be told (R73, R85)."""
    with override("en"):
        stores = outside_stores()
        register = register_view("en")
    outside = [f"{store.name}: {store.task}" for store in stores] if request.right == Right.ERASURE else []
    # Companies whose scripts run in the visitor's browser never get what is kept here; they have a cookie group.
    told = [vendor.name for vendor in register.vendors if vendor.group is None] if register else []
    known = set(request.tasks.values_list("text", flat=True))
    tasks = [(RequestTask.Kind.OUTSIDE, text) for text in outside] + [
        (RequestTask.Kind.RECIPIENT, text) for text in told
    ]
    RequestTask.objects.bulk_create(
        RequestTask(request=request, kind=kind, text=text[:400]) for kind, text in tasks if text[:400] not in known
    )


def _answered(current: RightsRequest, by: Any, now: datetime) -> None:
    current.state, current.answered_at = State.ANSWERED, now
    current.save(update_fields=["state", "outcome", "answer", "reason", "answered_at"])
    _step(current, Kind.ANSWERED, by, now)
    if current.right in TOLD_ON and current.outcome in GIVES:
        _add_tasks(current)
    current.repeats.filter(state=State.OPEN).update(
        state=State.CLOSED, outcome=current.outcome, answered_at=now, closed_at=now
    )
    if current.email:
        _letter(current, ANSWERED, now)


def _close(current: RightsRequest, by: Any, now: datetime) -> None:
    current.state, current.closed_at = State.CLOSED, now
    current.save(update_fields=["state", "closed_at"])
    _step(current, Kind.CLOSED, by, now)
