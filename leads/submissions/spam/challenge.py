"""The one-time key of a form, with which it is sent once and no sooner than people can, and the work a browser does for it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.signing import BadSignature

from privacy.keys import proof_of_work, tokens

PURPOSE, WORK = "submissions.key", "leads.submissions.proof"
KEY_LASTS = timedelta(hours=24)
# People need longer than this from the first touch of a form to its last.
SHORTEST = timedelta(seconds=2)


@dataclass(frozen=True)
class Key:
    """A key of ours that is still good. `digest` is what a submission keeps of it.

    `fetched` keys were asked for by our script, which answers with work; the others stand in the check page.
    """

    text: str
    issued_at: datetime
    digest: str
    fetched: bool = False

    def too_young(self, now: datetime) -> bool:
        return now - self.issued_at < SHORTEST


def new_key(slug: str, *, now: datetime, fetched: bool = False) -> Key:
    """Return a key that lets one form be sent once."""
    nonce = secrets.token_urlsafe(16)
    payload = {"form": slug, "n": nonce, "at": now.timestamp(), "f": int(fetched)}
    return Key(tokens.sign(PURPOSE, payload, now=now), now, _digest(nonce), fetched)


def read_key(text: str, slug: str, *, now: datetime) -> Key | None:
    """Return the key if it is ours, made for this form and not too old."""
    try:
        payload = tokens.unsign(PURPOSE, text, max_age_seconds=int(KEY_LASTS.total_seconds()), now=now)
    except BadSignature:
        return None
    if payload.get("form") != slug:
        return None
    issued_at = datetime.fromtimestamp(payload["at"], tz=UTC)
    return Key(text, issued_at, _digest(str(payload["n"])), bool(payload.get("f")))


def _digest(nonce: str) -> str:
    return hashlib.sha256(nonce.encode()).hexdigest()


def puzzle(
    key: Key, *, rounds: int = proof_of_work.ROUNDS, most_tries: int = proof_of_work.MOST_TRIES
) -> dict[str, Any]:
    """Return the challenge that belongs to a key, for `proof.js`."""
    return proof_of_work.puzzle(WORK, key.digest, rounds=rounds, most_tries=most_tries)


def is_solved(key: Key, payload: str) -> bool:
    """Tell whether `payload` solves the puzzle of this key; nothing that is posted makes it raise."""
    return proof_of_work.is_solved(WORK, key.digest, payload)
