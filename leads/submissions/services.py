"""Receiving a form: the message, the basis of its use and the mails about it, all or nothing (P5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from leads.forms.models import FormVersion
from leads.forms.rendering import Shown
from leads.submissions.mails import receipts
from leads.submissions.minimisation import in_effect_for, kept_under
from leads.submissions.models import Submission, identifiers_of
from leads.submissions.uploads import attach
from leads.teams.routing import assignment_for
from privacy.keys.plain_sql import insert
from privacy.keys.references import new_reference
from privacy.ledger.models import LedgerEvent
from privacy.ledger.services import get_or_create_subject, record_basis
from privacy.outbox.models import OutboxMail
from privacy.outbox.services import queue_mails
from privacy.policy.models import TermsVersion
from privacy.register.models.facts import Purpose
from privacy.register.release import ReleasedPurpose
from privacy.register.service_registry import must_confirm

CHANNEL = "form"
BasisHandler = Callable[[Submission, LedgerEvent, datetime], None]
_handlers: dict[str, list[BasisHandler]] = {}
MailSource = Callable[[Submission, datetime], Iterable[OutboxMail]]
_mails: list[MailSource] = []


def on_basis(purpose_key: str) -> Callable[[BasisHandler], BasisHandler]:
    """Decorator: run a function inside the capture transaction when a purpose has got its basis."""

    def register(handler: BasisHandler) -> BasisHandler:
        _handlers.setdefault(purpose_key, []).append(handler)
        return handler

    return register


def is_followed_up(purpose_key: str) -> bool:
    """Tell whether something happens when a purpose has got its basis."""
    return purpose_key in _handlers


def also_mail(source: MailSource) -> None:
    """Let a room above queue mails about every message that is let in, such as word to staff; call it in ready."""
    if source not in _mails:
        _mails.append(source)


def sent_with(digest: str) -> Submission | None:
    """Return the message that was sent with a key."""
    return Submission.objects.filter(key_hash=digest).first()


def capture_submission(
    *,
    version: FormVersion,
    purposes: Sequence[ReleasedPurpose],
    release_number: int,
    answers: Mapping[str, Any],
    shown: Shown,
    key_digest: str,
    address: str,
    terms: TermsVersion | None,
    now: datetime,
    is_test: bool = False,
    spam_signal: str = "",
    content_hash: str = "",
) -> Submission:
    """Keep a message with one ledger event per basis and its queued mails, in one transaction.

    `purposes` are those of the version as they were shown. A consent counts only when it was ticked, and an answer
    is kept only if a purpose in effect declares it (R9, R10).
    A key that was used already, perhaps a moment ago by another process, returns the message it was used for.
    With a `spam_signal` the message is held back: nobody is told of it, and nothing follows from it, until it is released.
    """
    answerer = assignment_for(version=version, answers=answers, page_path=shown.page_path)
    in_effect = in_effect_for(purposes, answers)
    submission = Submission(
        reference=new_reference(Submission.PREFIX),
        form_version=version,
        language=version.language,
        purpose_key=version.purpose_key,
        page_title=shown.page_title,
        page_path=shown.page_path,
        release_number=release_number,
        terms_version=terms,
        received_at=now,
        last_contact_at=now,
        answers=kept_under(version, in_effect, answers),
        team_id=answerer.team_id,
        assigned_to_id=answerer.user_id,
        is_test=is_test,
        state=Submission.State.HELD if spam_signal else Submission.State.NEW,
        spam_signal=spam_signal,
        content_hash=content_hash,
        key_hash=key_digest,
    )
    try:
        with transaction.atomic():
            _keep(submission, in_effect, address, now)
    except IntegrityError:
        earlier = sent_with(key_digest)
        if earlier is None:
            raise
        return earlier
    return submission


def _keep(submission: Submission, purposes: Sequence[ReleasedPurpose], address: str, now: datetime) -> None:
    answers = submission.answers
    phones = answers.get("phone") or [""]
    submission.subject = get_or_create_subject(email=answers.get("email"), phone=phones[0], now=now)
    # The address it came from proves a consent; it is kept with one, once, and for nothing else (R20).
    witnessed = next((purpose for purpose in purposes if purpose.basis == Purpose.Basis.CONSENT), None)
    events = [
        record_basis(
            subject=submission.subject,
            purpose_key=purpose.key,
            action=_action(purpose),
            basis=purpose.basis,
            text_hash=purpose.text_hash,
            release_number=submission.release_number,
            language=submission.language,
            channel=CHANNEL,
            form_version=submission.form_version_id,
            path=submission.page_path,
            ip=(address or None) if purpose is witnessed else None,
            now=now,
        )
        for purpose in purposes
    ]
    submission.events = [event.pk for event in events]
    submission.save(force_insert=True)
    insert(identifiers_of(submission))
    attach(key_digest=submission.key_hash, submission=submission)
    if submission.state != Submission.State.HELD:
        accept(submission, events, now)


def accept(submission: Submission, events: Iterable[LedgerEvent], now: datetime) -> None:
    """Let a message in: run what its bases ask for, and queue the mails about it. Inside a transaction."""
    for event in events:
        for handler in _handlers.get(event.purpose_key, ()):
            handler(submission, event, now)
    queue_mails([mail for source in (*_mails, receipts) for mail in source(submission, now)])


def _action(purpose: ReleasedPurpose) -> str:
    """What sending a form does to a purpose: it asks for the service (§3.1), a tick accepts, or the notice informs.

    A tick that is to be confirmed by e-mail only asks: whoever typed the address may not be its owner (R13).
    """
    if purpose.basis == Purpose.Basis.CONSENT:
        return LedgerEvent.Action.REQUESTED if must_confirm(purpose.key) else LedgerEvent.Action.ACCEPTED
    if purpose.basis == Purpose.Basis.CONTRACT:
        return LedgerEvent.Action.REQUESTED
    return LedgerEvent.Action.NOTIFIED
