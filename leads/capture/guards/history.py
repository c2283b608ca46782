"""What was sent before: with the same key, or with the same text. One statement."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, IntegerField, Q, Value, When

from leads.capture.guards.suspicion import REPEATED_WITHIN
from leads.capture.models import Submission


@dataclass(frozen=True)
class Before:
    """The message that was sent with the key, and whether another one with the same text came within a day."""

    sent: Submission | None
    repeated: bool


def sent_before(*, key_digest: str, content: str, now: datetime) -> Before:
    """Return what was sent before a post."""
    same_text = Q(content_hash=content, received_at__gte=now - REPEATED_WITHIN, is_test=False)
    same_key = Case(When(key_hash=key_digest, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = Submission.objects.filter(Q(key_hash=key_digest) | same_text).order_by(same_key)[:1]
    first = found[0] if found else None
    with_key = first is not None and first.key_hash == key_digest
    return Before(sent=first if with_key else None, repeated=first is not None and not with_key)
