"""Queueing mail with the data it is about, and sending it: claim, re-check, send, mark.

Sending is at least once: a process killed between the server's answer and the mark sends a second copy, with
the same Message-ID. No row is locked and no transaction is open while the mail server is spoken to.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac

from privacy.keys.counting import Limit, mailbox_of
from privacy.keys.plain_sql import insert
from privacy.ledger.models import Subject
from privacy.ledger.selectors import is_restricted
from privacy.outbox.delivery import deliver
from privacy.outbox.kinds import MailKind, Message, RecordGone, mail_kind, mail_kinds
from privacy.outbox.models import MailboxCounter, OutboxMail

logger = logging.getLogger(__name__)
State = OutboxMail.State
MAX_ATTEMPTS = 10
FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=12)
# A claim this old belongs to a process that died: a mail server is given up on long before.
CLAIM_LASTS = timedelta(minutes=10)
DAY = timedelta(days=1)


@dataclass
class Counts:
    """What one round of sending did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0
    not_allowed: int = 0

    @property
    def total(self) -> int:
        return self.sent + self.failed + self.given_up + self.not_allowed


def new_mail(
    *,
    kind: str,
    purpose_key: str,
    subject: Subject | None,
    object_id: int,
    language: str,
    now: datetime,
    not_before: datetime | None = None,
) -> OutboxMail:
    """Return an unsaved mail, for `queue_mails`; raises KeyError for an unknown kind, ValueError for one without purpose."""
    if not purpose_key:
        raise ValueError(f"A mail of kind {kind} needs the purpose it serves: name it as `purpose_key`.")
    return OutboxMail(
        kind=mail_kind(kind).key,
        purpose_key=purpose_key,
        subject=subject,
        object_id=object_id,
        language=language,
        created_at=now,
        not_before=not_before or now,
    )


def queue_mail(
    *,
    kind: str,
    purpose_key: str,
    subject: Subject | None,
    object_id: int,
    language: str,
    now: datetime,
    not_before: datetime | None = None,
) -> OutboxMail:
    """Queue one mail about a record, in the caller's transaction; one INSERT. Ids only: no address, no text."""
    mail = new_mail(
        kind=kind,
        purpose_key=purpose_key,
        subject=subject,
        object_id=object_id,
        language=language,
        now=now,
        not_before=not_before,
    )
    mail.save(force_insert=True)
    return mail


def queue_mails(mails: Iterable[OutboxMail]) -> list[OutboxMail]:
    """Queue several mails made with `new_mail` in one INSERT."""
    unsaved = list(mails)
    insert(unsaved)
    return unsaved


def send_due(*, now: datetime, limit: int = 100) -> Counts:
    """Send what is due, oldest first, at most `limit` mails; return what happened."""
    counts = Counts()
    while counts.total < limit:
        mail = claim_next(now=now)
        if mail is None:
            break
        outcome = _send(mail, now=now)
        setattr(counts, outcome, getattr(counts, outcome) + 1)
    return counts


def claim_next(*, now: datetime) -> OutboxMail | None:
    """Take up the next due mail, in a transaction of its own; None when nothing is due.

    Of several workers each gets a different mail: PostgreSQL skips rows that another is taking, SQLite lets
    one write at a time; the state is asked again in the UPDATE on both.
    """
    due = Q(state__in=[State.QUEUED, State.FAILED], not_before__lte=now)
    abandoned = Q(state=State.CLAIMED, claimed_at__lt=now - CLAIM_LASTS)
    with transaction.atomic():
        waiting = OutboxMail.objects.select_for_update(skip_locked=True).filter(due | abandoned)
        mail = waiting.order_by("not_before", "pk").first()
        if mail is None:
            return None
        unchanged = OutboxMail.objects.filter(pk=mail.pk, state=mail.state, attempts=mail.attempts)
        mail.state, mail.claimed_at, mail.attempts = State.CLAIMED, now, mail.attempts + 1
        if not unchanged.update(state=mail.state, claimed_at=now, attempts=mail.attempts):
            return None
    return mail


def try_again(*, mail: OutboxMail, now: datetime) -> None:
    """Give a mail that was given up a new start."""
    OutboxMail.objects.filter(pk=mail.pk, state=State.GIVEN_UP).update(
        state=State.QUEUED, attempts=0, not_before=now, claimed_at=None, finished_at=None, error=""
    )


def message_id(mail: OutboxMail) -> str:
    """Return the mail's Message-ID (RFC 5322), the same on every attempt and guessable by nobody."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    made = f"{mail.pk}:{int(mail.created_at.timestamp())}"
    stamp = salted_hmac("privacy.outbox.message_id", made, algorithm="sha256").hexdigest()[:16]
    return f"<{mail.pk}.{stamp}@{host}>"


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after a number of failed attempts: 1, 3, 9 … minutes, 12 hours at most."""
    return min(FIRST_DELAY * 3 ** (attempts - 1), LONGEST_DELAY)


def _send(mail: OutboxMail, *, now: datetime) -> str:
    """Send a claimed mail and mark it; return the name of the outcome."""
    try:
        kind = mail_kind(mail.kind)
        if not kind.still_allowed(mail):
            return _finish(mail, State.NOT_ALLOWED, now)
        if is_restricted(mail.subject, mail.created_at):
            return _finish(mail, State.NOT_ALLOWED, now, error="Restricted")
        if kind.splits:
            return _split(mail, kind, now)
        message = kind.render(mail.object_id, mail.language)
    except (RecordGone, ObjectDoesNotExist):
        return _finish(mail, State.NOT_ALLOWED, now, error="RecordGone")
    except Exception as error:
        return _missed(mail, error, now)
    if not message.to:
        return _finish(mail, State.NOT_ALLOWED, now, error="NoAddress")
    if not _is_welcome(mail, kind, message, now):
        return _finish(mail, State.NOT_ALLOWED, now, error="EnoughToday")
    try:
        deliver(message, message_id=message_id(mail))
    except Exception as error:
        return _missed(mail, error, now)
    return _finish(mail, State.SENT, now)


def _is_welcome(mail: OutboxMail, kind: MailKind, message: Message, now: datetime) -> bool:
    """Count a mail to a mailbox that strangers may have named; return whether it had not its share today.

    Counted at the first attempt: one that is tried again was counted already.
    """
    if kind.most_a_day is None or mail.attempts > 1:
        return True
    limit = Limit(MailboxCounter, f"mailbox-{kind.key}", kind.most_a_day, DAY, of=mailbox_of)
    counts = [limit.count(address, now=now) for address in message.to]
    return max(counts) <= kind.most_a_day


def _split(mail: OutboxMail, kind: MailKind, now: datetime) -> str:
    """Queue what a mail stands for and mark it sent, together or not at all."""
    with transaction.atomic():
        if _mark(mail, state=State.SENT, error="", finished_at=now):
            queue_mails(kind.split(mail.object_id, now=now))
    return str(State.SENT)


def _missed(mail: OutboxMail, error: Exception, now: datetime) -> str:
    """Plan the next attempt, or give up. Only the error's class is kept: its text may quote an address."""
    name = type(error).__name__
    logger.warning("mail %s of kind %s: attempt %s failed: %s", mail.pk, mail.kind, mail.attempts, name)
    if mail.attempts >= MAX_ATTEMPTS:
        return _finish(mail, State.GIVEN_UP, now, error=name)
    _mark(mail, state=State.FAILED, error=name, not_before=now + delay_after(mail.attempts))
    return "failed"


def _finish(mail: OutboxMail, state: Any, now: datetime, error: str = "") -> str:
    with transaction.atomic():
        ours = _mark(mail, state=state, error=error, finished_at=now)
        if state == State.GIVEN_UP:
            logger.error("mail %s of kind %s: given up after %s attempts", mail.pk, mail.kind, mail.attempts)
            if ours and mail.kind in mail_kinds():
                mail_kind(mail.kind).given_up(mail, now=now)
    return str(state)


def _mark(mail: OutboxMail, **values: object) -> int:
    """Write the outcome, unless the claim has meanwhile gone to another worker; return whether it was ours."""
    ours = OutboxMail.objects.filter(pk=mail.pk, state=State.CLAIMED, claimed_at=mail.claimed_at)
    return ours.update(**values)
