"""Whether a message goes to the inbox or is held back: signals that add up to a score. docs/privacy.md has the same table."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.submissions.models import Submission, contact_values
from leads.submissions.spam.models import Layer
from privacy.keys import hashing

# With so many points a message is held back. Nobody is told, nothing is lost: staff read it and let it through.
HOLD_FROM = 2
BUSY_FROM = 6
SOME_LINKS, MANY_LINKS = 3, 10
# Shorter texts are alike by chance ("Please call me"): they count as repeated only with the same other answers.
TELLING_LETTERS = 40
REPEATED_WITHIN = timedelta(hours=24)
_LINK = re.compile(r"https?://|\bwww\.|\[url\b", re.IGNORECASE)


@dataclass(frozen=True)
class SpamSignal:
    """Something that speaks against a post: how much, and what staff read when it was decisive."""

    code: str
    layer: Layer
    points: int
    reason: str | Promise


REPEATED = SpamSignal(
    "repeated",
    Layer.REPEATED,
    2,
    _("The same text came within a day from somebody else, or several times from the same person."),
)
NOWHERE = SpamSignal("nowhere", Layer.ORIGIN, 2, _("The browser did not say which page it came from, twice."))
TRAPPED = SpamSignal("trapped", Layer.TRAP, 2, _("A field that people do not see was filled in, twice."))
MANY = SpamSignal("links_many", Layer.LINKS, 2, _("The text holds ten or more web addresses."))
SOME = SpamSignal(
    "links", Layer.LINKS, 1, _("The text holds several web addresses, and the browser did no work for it.")
)
BUSY = SpamSignal("busy", Layer.RATE, 2, _("Many forms came from the same connection within ten minutes."))
# Never decisive alone: browsers without JavaScript do no work.
NO_WORK = SpamSignal("no_work", Layer.PROOF, 1, _("The browser did no work for it."))
REASONS: Mapping[str, str | Promise] = {
    signal.code: signal.reason for signal in (REPEATED, NOWHERE, TRAPPED, MANY, SOME, BUSY, NO_WORK)
}


def spam_score(signals: Iterable[SpamSignal]) -> int:
    """Return the spam score of a message: what its signals weigh together."""
    return sum(signal.points for signal in signals)


def held_by(signals: Collection[SpamSignal]) -> SpamSignal | None:
    """Return the weightiest signal of a message whose score holds it back; None to let it through."""
    if spam_score(signals) < HOLD_FROM:
        return None
    return min(signals, key=lambda signal: (-signal.points, signal is NO_WORK))


def link_signal(texts: Iterable[str]) -> SpamSignal | None:
    """Return what the number of web addresses in the answers says."""
    count = sum(len(_LINK.findall(text)) for text in texts)
    if count >= MANY_LINKS:
        return MANY
    return SOME if count >= SOME_LINKS else None


def content_hash(*, written: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """Return a keyed hash by which the same text is recognised, whoever sends it and however it is spaced.

    `written` are the answers in the visitor's own words: they alone are compared when they are long, with all that
    was `told` when they are short. With neither there is nothing to recognise, and the hash is empty.
    """
    letters = sum(len(text.strip()) for answer in written.values() for text in texts_of(answer))
    compared = written if letters >= TELLING_LETTERS else told
    if not (letters and compared):
        return ""
    plain = "\0".join(f"{key}={' '.join(texts_of(compared[key])).casefold()}" for key in sorted(compared))
    return hashing.lookup_hash(re.sub(r"\s+", " ", plain), scope="post_content")


def texts_of(answer: Any) -> list[str]:
    """Return an answer as texts."""
    return [str(part) for part in answer] if isinstance(answer, list | tuple) else [str(answer)]


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
