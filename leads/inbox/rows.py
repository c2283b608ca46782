"""A message as lists show it: enough to choose what to open, no more (R65)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.forms.field_types import in_words
from leads.inbox.business_hours import overdue_cutoff
from leads.inbox.words import masked_contact, name_of
from leads.submissions.models import WAITING_STATES, Submission

# How long an opened message counts as somebody's; it never keeps others out.
CLAIM = timedelta(minutes=10)


@dataclass(frozen=True)
class Row:
    """One line of a list."""

    message: Submission
    waits: bool
    overdue: bool
    subject: str
    company: str
    contact: str
    form: str
    claimed_by: str


def rows_of(messages: Iterable[Submission], *, user: object, now: datetime) -> list[Row]:
    """Return the lines of messages read with what lists show."""
    limit = overdue_cutoff(now)
    return [_row(message, user, limit, now) for message in messages]


def _row(message: Submission, user: object, limit: datetime, now: datetime) -> Row:
    waits = message.state in WAITING_STATES and message.merged_into_id is None
    return Row(
        message=message,
        waits=waits,
        overdue=waits and not message.is_test and message.received_at < limit,
        subject=answer_in_words(message, "subject"),
        company=answer_in_words(message, "organisation"),
        contact=masked_contact(message.answers),
        form=message.form_version.name,
        claimed_by=name_of(message.claimed_by) if is_claimed(message, user, now) else "",
    )


def answer_in_words(message: Submission, key: str) -> str:
    """Return one answer as a person reads it; empty when it was not given."""
    if key not in message.answers:
        return ""
    schema = message.form_version.schema
    return in_words(message.answers[key], next((spec for spec in schema if spec["key"] == key), None))


def is_claimed(message: Submission, user: object, now: datetime) -> bool:
    """Whether somebody else opened the message a moment ago."""
    if message.claimed_by_id is None or message.claimed_at is None:
        return False
    return message.claimed_by != user and message.claimed_at > now - CLAIM
