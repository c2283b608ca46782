"""The verbs of a request: receive, identify, extend, delete, answer, close (GDPR Art. 12; policy §6)."""

from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy.access.services import log_access
from privacy.keys.references import new_reference
from privacy.ledger.models import LedgerEvent, Subject
from privacy.ledger.services import get_or_create_subject
from privacy.personal_data.contract import all_personal_data
from privacy.personal_data.external_stores import external_stores
from privacy.personal_data.look_up import find_person
from privacy.register.selectors import recipients_told
from privacy.retention.erasure import begin_erasure, carry_out
from privacy.retention.holds import is_held_from
from privacy.retention.models import Erasure
from privacy.rights.correction import is_corrected
from privacy.rights.deadline import longest_day, promised_day, received_day
from privacy.rights.id_documents import end_copies, note_mailed
from privacy.rights.letters import untranslated
from privacy.rights.models import RequestTask, Right, RightsRequest
from privacy.rights.steps import (
    PURPOSE,
    Kind,
    NotPossible,
    State,
    asker_of,
    changing,
    letter,
    step,
    subjects_of,
)

RECEIVED, EXTENDED, ANSWERED = "rights_received", "rights_extended", "rights_answered"
Outcome = RightsRequest.Outcome
# The due days of what waits are kept a minute for the CMS home; a new request is there at once.
WAITING_KEY = "rights:waiting"
# Whoever gave no proof of who they are gets an answer that tells nothing of anybody's data.
TELLS_NOTHING = (Outcome.UNVERIFIED, Outcome.TAKEN_BACK)
GIVES = (Outcome.GRANTED, Outcome.PARTIAL)
# What Art. 12(4) wants reasons for.
NEEDS_REASON = (Outcome.PARTIAL, Outcome.REFUSED)
# What whoever received the data must be told (Art. 19).
TOLD_ON = (Right.ERASURE, Right.RECTIFICATION, Right.RESTRICTION)


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
    given_code: str = "",
    subject: Subject | None = None,
    identity: str = "",
    by: Any = None,
    confirm: bool = True,
    with_copy: bool = False,
) -> RightsRequest:
    """Write a request down and, unless the answer follows at once, confirm it by mail where there is an address.

    `received_on` is the day on which it first reached any box of the company; by default today. The same right asked
    again while the first still waits is answered with the first, by the earlier clock (R71). `with_copy` says that a copy of
    an identity document came along, unasked: it must be destroyed (R80). A `subject` may be given that the request is about;
    else it is who gave the address, or the number, or whom the code names.
    """
    received = received_on or received_day(now)
    with transaction.atomic():
        person = subject or _person(email, phone, given_code, now)
        first = _waiting_for(person, right)
        request = RightsRequest(
            reference=new_reference(RightsRequest.PREFIX),
            right=right,
            channel=channel,
            received_on=received,
            due_on=promised_day(received),
            language=language,
            name=name,
            email=email.strip(),
            phone=phone.strip(),
            words=words.strip(),
            given_code=given_code.strip(),
            subject=person,
            first=first,
            identity=identity,
        )
        request.hash_identifiers()
        request.save(force_insert=True)
        cache.delete(WAITING_KEY)
        step(request, Kind.RECEIVED, by, now)
        if first is not None:
            _join(first, request, by, now)
        elif identity:
            step(request, Kind.IDENTIFIED, by, now)
        if with_copy:
            note_mailed(first or request, by, now)
        if confirm and request.email:
            letter(request, RECEIVED, now)
        if by is not None:
            log_access(by, "change", RightsRequest, request.pk, PURPOSE, now)
    return request


def remark(*, request: RightsRequest, text: str, by: Any, now: datetime) -> None:
    """Write something down beside the request; it is no part of the answer."""
    with changing(request, by, now, states=(State.OPEN, State.ANSWERED)) as current:
        step(current, Kind.REMARK, by, now, text)


def extend(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> None:
    """Take up to two months more, with a reason and a letter inside the four weeks (Art. 12(3), R83).

    It breaks the policy's promise, so nothing does it by itself. Raises NotPossible afterwards, twice, or without a
    reason.
    """
    with changing(request, by, now) as current:
        if not reason.strip():
            raise NotPossible(_("Write the reason: it stands in the letter."))
        if current.extended_to:
            raise NotPossible(_("This request was extended already; the law allows it once."))
        if received_day(now) > current.due_on:
            raise NotPossible(_("The four weeks are over: an extension had to be told within them. Answer now."))
        current.extended_to, current.reason = longest_day(current.received_on), reason.strip()
        current.due_on = current.extended_to
        current.save(update_fields=["extended_to", "due_on", "reason"])
        step(current, Kind.EXTENDED, by, now)
        letter(current, EXTENDED, now)


def propose_erasure(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Say that the person's data may be deleted; somebody else does it."""
    with changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        if current.erasure_id or current.proposed_by_id:
            raise NotPossible(_("This is proposed or done already."))
        current.proposed_by = by
        current.save(update_fields=["proposed_by"])
        step(current, Kind.PROPOSED, by, now)


def take_back_proposal(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Do not delete after all."""
    with changing(request, by, now) as current:
        if current.erasure_id or not current.proposed_by_id:
            raise NotPossible(_("Nothing is proposed, or it is done already."))
        current.proposed_by = None
        current.save(update_fields=["proposed_by"])
        step(current, Kind.NOT_PROPOSED, by, now)


def erase_as_proposed(*, request: RightsRequest, by: Any, now: datetime) -> Erasure:
    """Delete the person's data from every store; never by whoever proposed it. A deletion that was cut off goes on."""
    with changing(request, by, now) as current:
        if not current.proposed_by_id and not current.erasure_id:
            raise NotPossible(_("Nothing is proposed."))
        if current.proposed_by_id == by.pk and not current.erasure_id:
            raise NotPossible(_("You proposed this: somebody else must look and delete."))
        erasure = _begun(current, by.pk, now)
    log_access(by, "erase", RightsRequest, request.pk, PURPOSE, now)
    return _carried_out(request, erasure, by, now)


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
    with changing(request, by, now) as current:
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
    if outcome in GIVES and asker_of(request).is_undecided:
        found.append(_("Others share what they gave: say of each whether it is the same person."))
    if request.right == Right.ERASURE and outcome == Outcome.GRANTED and not _erased(request):
        found.append(_("The data are not deleted yet."))
    if request.right == Right.ERASURE and outcome == Outcome.GRANTED and is_held(request):
        found.append(_("A legal hold keeps part of it: choose “done in part” and give the reason."))
    if request.right == Right.RESTRICTION and outcome in GIVES and not request.restricted_at:
        found.append(_("The use is not restricted yet."))
    if request.right == Right.RECTIFICATION and outcome == Outcome.GRANTED and not is_corrected(request):
        found.append(_("Nothing was corrected yet."))
    if outcome in NEEDS_REASON and not reason.strip():
        found.append(_("Write the reason: it stands in the letter."))
    if untranslated(request, outcome):
        found.append(_("The letter is not translated into this language: have it translated first."))
    return found


def is_held(request: RightsRequest) -> bool:
    """Tell whether a legal hold kept something from the deletion that a request asked for."""
    erasure = Erasure.objects.filter(pk=request.erasure_id).first() if request.erasure_id else None
    return erasure is not None and is_held_from(erasure)


def finish_task(*, task: RequestTask, by: Any, now: datetime) -> None:
    """Say that something by hand is done."""
    with changing(task.request, by, now, states=(State.OPEN, State.ANSWERED)) as current:
        if RequestTask.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by=by):
            step(current, Kind.TASK, by, now, task.text)


def close(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Put an answered request away, once everything by hand is done (R85)."""
    with changing(request, by, now, states=(State.ANSWERED,)) as current:
        if current.tasks.filter(done_at=None).exists():
            raise NotPossible(_("There are tasks left. The answer is out; only closing waits for them."))
        _close(current, by, now)


def _person(email: str, phone: str, given_code: str, now: datetime) -> Subject:
    """Return whom a request is about: whoever has the address, else whom the code names, else whoever has the number."""
    named = find_person(scope="reference", value=given_code) if not email.strip() else []
    if named:
        return Subject.objects.get(pk=named[0])
    return get_or_create_subject(email=email, phone=phone, now=now)


def _waiting_for(person: Subject, right: str) -> RightsRequest | None:
    waiting = RightsRequest.objects.select_for_update().filter(
        subject=person, right=right, state=State.OPEN, first=None
    )
    return waiting.order_by("received_on", "pk").first()


def _join(first: RightsRequest, again: RightsRequest, by: Any, now: datetime) -> None:
    """Answer the repeat with the first; a letter found late may move the clock forward, never back."""
    step(first, Kind.REPEATED, by, now, again.words)
    if again.received_on < first.received_on:
        first.received_on = again.received_on
        if not first.extended_to:
            first.due_on = promised_day(again.received_on)
    if again.identity and not first.identity:
        first.identity = again.identity
        step(first, Kind.IDENTIFIED, by, now)
    first.save(update_fields=["received_on", "due_on", "identity"])
    again.due_on = first.due_on
    again.save(update_fields=["due_on"])


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
            step(current, Kind.ERASED, by, now)
            _add_tasks(current)
    return erasure


def _erased(request: RightsRequest) -> bool:
    if request.erasure_id is None:
        return False
    return Erasure.objects.filter(pk=request.erasure_id, finished_at__isnull=False).exists()


def _add_tasks(request: RightsRequest) -> None:
    """Write down what the machine cannot do: places out of its reach, and companies that must be told (R73, R85)."""
    with override("en"):
        stores = external_stores()
    outside = [f"{store.name}: {store.task}" for store in stores] if request.right == Right.ERASURE else []
    told = recipients(subjects_of(request))
    known = set(request.tasks.values_list("text", flat=True))
    tasks = [(RequestTask.Kind.OUTSIDE, text) for text in outside] + [
        (RequestTask.Kind.RECIPIENT, text) for text in told
    ]
    RequestTask.objects.bulk_create(
        RequestTask(request=request, kind=kind, text=text[:400]) for kind, text in tasks if text[:400] not in known
    )


def recipients(subject_ids: list[int]) -> list[str]:
    """Return who received data of these people and must be told of a change: nobody to whom nothing went (Art. 19).

    That is whom a store handed something to, and the companies of purposes for which the people's data were really used.
    Companies whose scripts run in the visitor's browser, after a choice there, never get what is kept here.
    """
    events = LedgerEvent.objects.filter(subject__in=subject_ids).exclude(action=LedgerEvent.Action.REFUSED)
    used = dict(events.order_by().values_list("purpose_key").annotate(since=Min("release_number")))
    told = (
        one
        for number, by_key in recipients_told()
        for key, one in by_key.items()
        if number >= used.get(key, number + 1)
    )
    companies = (company.name for one in told for company in one.companies if company.group is None)
    handed = (name for store in all_personal_data() for name in store.went_to(subject_ids=subject_ids))
    return sorted({*companies, *handed})


def _answered(current: RightsRequest, by: Any, now: datetime) -> None:
    end_copies(current, now=now)
    current.state, current.answered_at = State.ANSWERED, now
    current.save(update_fields=["state", "outcome", "answer", "reason", "answered_at"])
    step(current, Kind.ANSWERED, by, now)
    if current.right in TOLD_ON and current.outcome in GIVES:
        _add_tasks(current)
    current.repeats.filter(state=State.OPEN).update(
        state=State.CLOSED, outcome=current.outcome, answered_at=now, closed_at=now
    )
    if current.email:
        letter(current, ANSWERED, now)


def _close(current: RightsRequest, by: Any, now: datetime) -> None:
    current.state, current.closed_at = State.CLOSED, now
    current.save(update_fields=["state", "closed_at"])
    step(current, Kind.CLOSED, by, now)
