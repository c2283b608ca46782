"""What was sent before: with the same key, or with the same text. One statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, IntegerField, Q, Value, When

from leads.capture.guards.suspicion import REPEATED_WITHIN
from leads.capture.models import Submission
from leads.capture.models.submissions import contact_values

# People send a form again to be sure that it arrived; a machine does not stop there.
TIMES_OF_ONE_PERSON = 3


@dataclass(frozen=True)
class Before:
    """The message that was sent with the key, and whether the same text came before as people do not send it."""

    sent: Submission | None
    repeated: bool


def sent_before(*, key_digest: str, content: str, answers: Mapping[str, Any], now: datetime) -> Before:
    """Return what was sent before a post.

    The same text within a day counts as repeated when somebody else sent it, or one person three times before. Who
    writes twice is offered to the handler as the same person instead.
    """
    same_text = Q(content_hash=content, received_at__gte=now - REPEATED_WITHIN, is_test=False)
    same_key = Case(When(key_hash=key_digest, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = list(Submission.objects.filter(Q(key_hash=key_digest) | same_text).order_by(same_key)[:TIMES_OF_ONE_PERSON])
    if found and found[0].key_hash == key_digest:
        return Before(sent=found[0], repeated=False)
    sender = _contacts(answers)
    strangers = any(not sender & _contacts(earlier.answers) for earlier in found)
    return Before(sent=None, repeated=strangers or len(found) == TIMES_OF_ONE_PERSON)


def _contacts(answers: Mapping[str, Any]) -> set[str]:
    return {value for scope in ("email", "phone") for value in contact_values(dict(answers), scope)}
