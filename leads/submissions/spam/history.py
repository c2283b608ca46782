"""What was sent before: with the same key, or with the same text. One statement for what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from leads.submissions.models import Submission, contact_values
from leads.submissions.spam.score import REPEATED_WITHIN

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
    found = _earlier(key_digest, content, now - REPEATED_WITHIN)
    if found and found[0].key_hash == key_digest:
        return Before(sent=found[0], repeated=False)
    if not found:
        return Before(sent=None, repeated=False)
    sender = _contacts(answers)
    strangers = any(not sender & _contacts(earlier.answers) for earlier in found)
    return Before(sent=None, repeated=strangers or len(found) == TIMES_OF_ONE_PERSON)


def _earlier(key_digest: str, content: str, since: datetime) -> list[Submission]:
    """Return the message sent with the key, then those with the same text. Nearly always none: asked in plain SQL.

    Content that nothing can be recognised by is empty: NULL, which is like no other and costs no look at the index.
    """
    quote = connection.ops.quote_name
    key_hash, received = quote("key_hash"), connection.ops.adapt_datetimefield_value(since)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM {quote(Submission._meta.db_table)} WHERE {key_hash} = %s "
            f"OR (content_hash = %s AND received_at >= %s AND NOT is_test) "
            f"ORDER BY CASE WHEN {key_hash} = %s THEN 0 ELSE 1 END LIMIT {TIMES_OF_ONE_PERSON}",
            [key_digest, content or None, received, key_digest],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
    rows = Submission.objects.in_bulk(ids) if ids else {}
    return [rows[pk] for pk in ids if pk in rows]


def _contacts(answers: Mapping[str, Any]) -> set[str]:
    return {value for scope in ("email", "phone") for value in contact_values(dict(answers), scope)}
