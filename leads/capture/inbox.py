"""Working through messages: the masked list, one message, what was done about it. Only with an authorisation."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from leads.capture.fields import in_words
from leads.capture.models import Submission, SubmissionNote
from privacy.access.selectors import authorised_purposes
from privacy.access.services import log_access

State, NoteKind = Submission.State, SubmissionNote.Kind
PAGE_SIZE = 25
WAITING = (State.NEW, State.OPEN)
FILTERS = {
    "waiting": (_("Waiting"), WAITING),
    "answered": (_("Answered"), (State.ANSWERED,)),
    "closed": (_("Closed"), (State.CLOSED,)),
    "all": (_("All"), tuple(state for state in State if state != State.HELD)),
}
CONTACTS = (NoteKind.REPLIED, NoteKind.CALLED)


@dataclass(frozen=True)
class Row:
    """A message in the list: enough to choose what to open, no more (R65)."""

    id: int
    reference: str
    received_at: datetime
    waiting: bool
    subject: str
    contact: str
    form: str
    language: str
    state: str
    state_label: str
    is_test: bool


@dataclass(frozen=True)
class InboxPage:
    """A page of the list; `next` continues it, empty at its end."""

    rows: tuple[Row, ...]
    next: str


def mask(answers: dict[str, Any]) -> str:
    """Return j••••@… and the last two digits: enough to recognise, too little to use."""
    shown = []
    if answers.get("email"):
        shown.append(f"{answers['email'][:1]}••••@…")
    if answers.get("phone"):
        shown.append(f"••••{answers['phone'][0][-2:]}")
    return ", ".join(shown)


def readable(purposes: Iterable[str]) -> QuerySet[Submission]:
    """Return the messages of these purposes."""
    return Submission.objects.filter(purpose_key__in=sorted(purposes))


def waiting_count(user: Any, now: datetime) -> int:
    """Return how many new messages wait for this person."""
    purposes = authorised_purposes(user, now)
    return readable(purposes).filter(state=State.NEW).count() if purposes else 0


def inbox_page(*, user: Any, purposes: Iterable[str], view: str, after: str, now: datetime) -> InboxPage:
    """Return a page of messages, the oldest first, and write down that it was opened.

    `after` is the `next` of the page before; keyset paging, so that a million messages cost what ten do.
    """
    messages = readable(purposes).filter(state__in=FILTERS[view][1]).select_related("form_version")
    messages = _after(messages, after).order_by("received_at", "pk")
    found = list(messages[: PAGE_SIZE + 1])
    for purpose in sorted({message.purpose_key for message in found}):
        log_access(user, "list", Submission, None, purpose, now)
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return InboxPage(
        rows=tuple(_row(message) for message in found[:PAGE_SIZE]),
        next=f"{last.received_at.isoformat()}~{last.pk}" if last else "",
    )


def _after(messages: QuerySet[Submission], after: str) -> QuerySet[Submission]:
    moment, _tilde, number = after.partition("~")
    try:
        received = parse_datetime(moment)
    except ValueError:
        received = None
    if received is None or not number.isdecimal():
        return messages
    return messages.filter(Q(received_at__gt=received) | Q(received_at=received, pk__gt=int(number)))


def _row(message: Submission) -> Row:
    answers = message.answers
    return Row(
        id=message.pk,
        reference=message.reference,
        received_at=message.received_at,
        waiting=message.state in WAITING,
        subject=answers.get("subject", ""),
        contact=mask(answers),
        form=message.form_version.name,
        language=message.language,
        state=message.state,
        state_label=message.get_state_display(),
        is_test=message.is_test,
    )


def labelled_answers(message: Submission) -> list[tuple[str, str, str]]:
    """Return (key, label, answer) as they were asked, in the order of the form (R44)."""
    version = message.form_version
    order = [spec["key"] for spec in version.schema if spec["key"] in message.answers]
    rest = [key for key in message.answers if key not in order]
    return [(key, version.label(key), in_words(message.answers[key])) for key in [*order, *rest]]


@transaction.atomic
def note(*, message: Submission, user: Any, kind: str, text: str, now: datetime) -> SubmissionNote:
    """Write down what was done. A reply or a call counts as contact, and the clock of erasure starts again (R60)."""
    written = SubmissionNote.objects.create(
        submission=message, author=user, kind=NoteKind(kind), text=text.strip(), at=now
    )
    changed = []
    if kind in CONTACTS:
        message.last_contact_at = now
        changed = ["last_contact_at"]
    if message.state in WAITING:
        message.state = State.ANSWERED if kind in CONTACTS else State.OPEN
        changed.append("state")
    message.save(update_fields=changed)
    log_access(user, "change", Submission, message.pk, message.purpose_key, now)
    return written


@transaction.atomic
def change_state(*, message: Submission, user: Any, state: str, now: datetime) -> None:
    """Set the state, and write down who did."""
    new = State(state)
    if message.state == new:
        return
    SubmissionNote.objects.create(submission=message, author=user, kind=NoteKind.STATE, text=str(new), at=now)
    message.state = new
    message.save(update_fields=["state"])
    log_access(user, "change", Submission, message.pk, message.purpose_key, now)
