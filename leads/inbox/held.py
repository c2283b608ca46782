"""Messages that were held back: let in, or deleted as spam. Nobody is told of them before that (R46)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from leads.inbox.rows import answer_in_words
from leads.inbox.words import masked_contact
from leads.submissions.models import IN_USE, Submission, SubmissionNote
from leads.submissions.services import accept
from leads.submissions.spam import REASONS
from leads.submissions.uploads import forget_files_of
from privacy.access.services import log_access
from privacy.ledger.models import LedgerEvent

State = Submission.State
# More stand on one page only during a flood; then pages are worked off one after the other.
PAGE_SIZE = 50


class NotHeld(Exception):
    """The message is not held back any more: somebody else was faster."""


@dataclass(frozen=True)
class HeldRow:
    """A held message in the list: enough to tell most spam from a person, no more (R65)."""

    message: Submission
    subject: str
    company: str
    contact: str
    reason: str
    form: str


def held_messages(purposes: Iterable[str]) -> QuerySet[Submission]:
    """Return what is held back of these purposes, the newest first."""
    held = Submission.objects.filter(IN_USE, purpose_key__in=sorted(purposes), state=State.HELD)
    return held.select_related("form_version").order_by("-received_at", "-pk")


def rows_of(messages: Iterable[Submission]) -> list[HeldRow]:
    """Return the lines of the list."""
    return [
        HeldRow(
            message=message,
            subject=answer_in_words(message, "subject"),
            company=answer_in_words(message, "organisation"),
            contact=masked_contact(message.answers),
            reason=reason_of(message),
            form=message.form_version.name,
        )
        for message in messages
    ]


def reason_of(message: Submission) -> str:
    """Return in plain words why a message was held back."""
    return str(REASONS.get(message.spam_signal, ""))


@transaction.atomic
def release(*, submission: Submission, user: Any, now: datetime) -> Submission:
    """Let a held message in, as if it had just come: what its bases ask for runs, its mails go out.

    Raises NotHeld. It waits since it was sent, and its period counts from then.
    """
    message = _held(submission)
    message.state = State.NEW
    message.revision += 1
    message.save(update_fields=["state", "revision"])
    SubmissionNote.objects.create(
        submission=message,
        author=user,
        kind=SubmissionNote.Kind.STATE,
        text=State.NEW,
        at=now,
        revision=message.revision,
    )
    accept(message, LedgerEvent.objects.filter(pk__in=message.events).order_by("pk"), now)
    log_access(user, "change", Submission, message.pk, message.purpose_key, now)
    return message


@transaction.atomic
def discard(*, submission: Submission, user: Any, now: datetime) -> None:
    """Delete a held message as spam, with its files. Raises NotHeld. What remains is who did it, and when."""
    message = _held(submission)
    log_access(user, "erase", Submission, message.pk, message.purpose_key, now)
    forget_files_of([message])
    message.delete()


def release_all(*, ids: Collection[int], purposes: Iterable[str], user: Any, now: datetime) -> int:
    """Let in what of these is still held; return how many. Each is a transaction of its own."""
    return _each(release, ids, purposes, user, now)


def discard_all(*, ids: Collection[int], purposes: Iterable[str], user: Any, now: datetime) -> int:
    """Delete what of these is still held; return how many."""
    return _each(discard, ids, purposes, user, now)


def _each(verb: Any, ids: Collection[int], purposes: Iterable[str], user: Any, now: datetime) -> int:
    done = 0
    for message in held_messages(purposes).filter(pk__in=ids):
        try:
            verb(submission=message, user=user, now=now)
        except NotHeld:
            continue
        done += 1
    return done


def _held(submission: Submission) -> Submission:
    locked = Submission.objects.select_for_update(of=("self",)).select_related("form_version", "subject")
    message = locked.filter(pk=submission.pk, state=State.HELD).first()
    if message is None:
        raise NotHeld
    return message
