"""What is done about a message. Every change is one transaction with its note and its entry in the log."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from leads.inbox.acts import MERGE, REMARK, REOPEN, REPLY, SEPARATE, acts_of
from leads.inbox.replies import CannotReply, send_reply
from leads.inbox.rows import CLAIM
from leads.submissions.models import WAITING_STATES, Submission, SubmissionNote
from leads.teams.models import Team
from privacy.access.services import log_access

State, Outcome, NoteKind = Submission.State, Submission.Outcome, SubmissionNote.Kind
# What an outcome makes of a message.
STATES = {
    Outcome.REPLIED: State.ANSWERED,
    Outcome.NO_ANSWER: State.OPEN,
    Outcome.PASSED_ON: State.OPEN,
    Outcome.NOT_A_LEAD: State.CLOSED,
    Outcome.SPAM: State.CLOSED,
}
CONTACTS = (NoteKind.REPLIED, NoteKind.CALLED)
KEPT = ("state", "outcome", "call_back_on", "team_id", "assigned_to_id", "last_contact_at")


class ChangedMeanwhile(Exception):
    """The message is not as it was opened, or this is not to be done about it; `by` is what was done, if it was noted."""

    def __init__(self, by: SubmissionNote | None) -> None:
        super().__init__("The message was changed meanwhile.")
        self.by = by


class NotTogether(Exception):
    """These messages cannot be merged: they are not of one purpose, or not there any more."""


@transaction.atomic
def decide(
    *,
    message: Submission,
    user: Any,
    outcome: str,
    revision: int,
    now: datetime,
    text: str = "",
    call_back_on: date | None = None,
    team: Team | None = None,
    person: Any = None,
) -> SubmissionNote:
    """Give a message its outcome. Raises ChangedMeanwhile when it is not as it was at `revision`.

    A call without answer stays with whoever called; what is passed on belongs to `person`, or to `team`.
    """
    current = _locked(message, revision, outcome)
    before = _snapshot(current)
    current.outcome = Outcome(outcome)
    current.state = STATES[Outcome(outcome)]
    current.call_back_on = call_back_on if outcome == Outcome.NO_ANSWER else None
    if outcome == Outcome.NO_ANSWER and current.assigned_to_id is None:
        current.assigned_to = user
    if outcome == Outcome.PASSED_ON:
        current.assigned_to, current.team = person, team
    return _changed(current, user, NoteKind(outcome), before, now, text=text)


@transaction.atomic
def reopen(*, message: Submission, user: Any, revision: int, now: datetime, text: str = "") -> SubmissionNote:
    """Put a message that was answered or closed back on the desk."""
    current = _locked(message, revision, REOPEN)
    before = _snapshot(current)
    current.state, current.outcome, current.call_back_on = State.OPEN, "", None
    return _changed(current, user, NoteKind.STATE, before, now, text=text)


@transaction.atomic
def note(*, message: Submission, user: Any, kind: str, text: str, now: datetime) -> SubmissionNote:
    """Write down a remark, or a contact whose clock of erasure starts again (R60): no change stands in its way.

    Raises ChangedMeanwhile for what is held back, or decided elsewhere.
    """
    current = Submission.objects.select_for_update().get(pk=message.pk)
    if not acts_of(current) & {REMARK, SEPARATE}:
        raise ChangedMeanwhile(None)
    before = _snapshot(current)
    if current.state in WAITING_STATES:
        current.state = State.ANSWERED if kind in CONTACTS else State.OPEN
        current.outcome = Outcome.REPLIED if kind in CONTACTS else current.outcome
        current.call_back_on = None if kind in CONTACTS else current.call_back_on
    if kind not in CONTACTS and current.state == before["state"]:
        written = SubmissionNote.objects.create(
            submission=current, author=user, kind=NoteKind(kind), text=text.strip(), at=now
        )
        log_access(user, "change", Submission, current.pk, current.purpose_key, now)
        return written
    return _changed(current, user, NoteKind(kind), before, now, text=text)


@transaction.atomic
def reply(*, message: Submission, user: Any, text: str, revision: int, now: datetime) -> SubmissionNote:
    """Send a mail to whoever wrote. Raises ChangedMeanwhile, or CannotReply. A mail cannot be taken back."""
    current = _locked(message, revision)
    if REPLY not in acts_of(current):
        raise CannotReply
    written = send_reply(submission=current, user=user, text=text, now=now)
    current.claimed_by = current.claimed_at = None
    current.revision += 1
    current.save(update_fields=["claimed_by", "claimed_at", "revision"])
    written.revision = current.revision
    written.save(update_fields=["revision"])
    Submission.objects.filter(merged_into=current).update(last_contact_at=now)
    return written


@transaction.atomic
def undo(*, note: SubmissionNote, user: Any, now: datetime) -> Submission:
    """Take a change back. Raises ChangedMeanwhile when something was changed after it."""
    current = _locked(note.submission, note.revision)
    if note.undone_at is not None or not note.before:
        raise ChangedMeanwhile(note)
    for name, value in _restored(note.before).items():
        setattr(current, name, value)
    current.revision += 1
    current.save(update_fields=[*KEPT, "revision"])
    Submission.objects.filter(merged_into=current).update(last_contact_at=current.last_contact_at)
    note.undone_at = now
    note.save(update_fields=["undone_at"])
    log_access(user, "change", Submission, current.pk, current.purpose_key, now)
    return current


def claim(*, message: Submission, user: Any, now: datetime) -> bool:
    """Say that somebody is on a message, unless somebody else is; return whether they are. One statement."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_by=user.pk) | Q(claimed_by=None)
    return bool(Submission.objects.filter(free, pk=message.pk).update(claimed_by=user.pk, claimed_at=now))


def reveal(*, message: Submission, user: Any, now: datetime) -> None:
    """Write down that somebody looked at the address and the numbers in a message."""
    log_access(user, "reveal", Submission, message.pk, message.purpose_key, now)


@transaction.atomic
def merge(*, message: Submission, others: Iterable[int], user: Any, now: datetime) -> Submission:
    """Let one message stand for several of one person: the oldest, so that nobody waits anew. Nothing is lost.

    Raises NotTogether. All are kept until the period after the last contact with any of them is over.
    """
    wanted = {message.pk, *others}
    rows = Submission.objects.select_for_update().filter(pk__in=wanted, merged_into=None).order_by("received_at", "pk")
    main, *rest = list(rows) or [message]
    if not all(MERGE in acts_of(row) for row in (main, *rest)):
        raise NotTogether
    if len(rest) + 1 != len(wanted) or {row.purpose_key for row in rest} - {main.purpose_key}:
        raise NotTogether
    contact = max(row.last_contact_at for row in (main, *rest))
    for row in rest:
        before = _snapshot(row)
        Submission.objects.filter(merged_into=row).update(merged_into=main, last_contact_at=contact)
        row.merged_into, row.last_contact_at = main, contact
        row.revision += 1
        row.save(update_fields=["merged_into", "last_contact_at", "revision"])
        _write(row, user, NoteKind.MERGED, now, text=main.reference, before=before)
    main.last_contact_at = contact
    main.revision += 1
    main.save(update_fields=["last_contact_at", "revision"])
    Submission.objects.filter(merged_into=main).update(last_contact_at=contact)
    _write(main, user, NoteKind.MERGED, now, text=", ".join(row.reference for row in rest))
    return main


@transaction.atomic
def separate(*, message: Submission, user: Any, now: datetime) -> Submission:
    """Let a message stand for itself again, as it was; contact with the person since then still counts."""
    current = Submission.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=message.pk)
    main = current.merged_into
    if main is None:
        raise ChangedMeanwhile(current.notes.last())
    merged = current.notes.filter(kind=NoteKind.MERGED).last()
    if merged is not None and main.last_contact_at < merged.at:
        current.last_contact_at = _restored(merged.before)["last_contact_at"]
    current.merged_into = None
    current.revision += 1
    current.save(update_fields=["merged_into", "last_contact_at", "revision"])
    _write(current, user, NoteKind.SEPARATED, now, text=main.reference)
    return current


def _locked(message: Submission, revision: int, act: str = "") -> Submission:
    current = Submission.objects.select_for_update().get(pk=message.pk)
    if current.revision != revision or (act and act not in acts_of(current)):
        raise ChangedMeanwhile(current.notes.exclude(revision=0).select_related("author").last())
    return current


def _snapshot(message: Submission) -> dict[str, Any]:
    values = {name: getattr(message, name) for name in KEPT}
    day = values["call_back_on"]
    contact = values["last_contact_at"].isoformat()
    return {**values, "call_back_on": day.isoformat() if day else None, "last_contact_at": contact}


def _restored(before: dict[str, Any]) -> dict[str, Any]:
    day = before["call_back_on"]
    contact = datetime.fromisoformat(before["last_contact_at"])
    return {**before, "call_back_on": date.fromisoformat(day) if day else None, "last_contact_at": contact}


def _changed(
    current: Submission, user: Any, kind: str, before: dict[str, Any], now: datetime, *, text: str
) -> SubmissionNote:
    """Save a change with its note; a contact counts for every message it is merged with."""
    if kind in CONTACTS:
        current.last_contact_at = now
        Submission.objects.filter(merged_into=current).update(last_contact_at=now)
    current.claimed_by = current.claimed_at = None
    current.revision += 1
    current.save(update_fields=[*KEPT, "claimed_by", "claimed_at", "revision"])
    return _write(current, user, kind, now, text=text, before=before)


def _write(
    message: Submission,
    user: Any,
    kind: str,
    now: datetime,
    *,
    text: str = "",
    before: dict[str, Any] | None = None,
) -> SubmissionNote:
    written = SubmissionNote.objects.create(
        submission=message,
        author=user,
        kind=kind,
        text=text.strip(),
        at=now,
        before=before or {},
        revision=message.revision,
    )
    log_access(user, "change", Submission, message.pk, message.purpose_key, now)
    return written
