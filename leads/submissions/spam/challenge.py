"""The one-time key of a form, with which it is sent once and no sooner than people can, and the work a browser does for it.

The work is in the format of ALTCHA (challenge version 2), solved while the visitor types. A puzzle is signed with a
secret made from its key: it is good for that key alone, as long as the key, and once.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import altcha
from django.core.signing import BadSignature
from django.utils.crypto import salted_hmac

from privacy.keys import tokens

PURPOSE = "submissions.key"
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


ALGORITHM = "PBKDF2/SHA-256"
# One try is 5,000 rounds, the solution one of 150 tries: 75 tries on average. docs/privacy.md has the measurements.
ROUNDS = 5_000
MOST_TRIES = 150


def puzzle(key: Key, *, rounds: int = ROUNDS, most_tries: int = MOST_TRIES) -> dict[str, Any]:
    """Return the challenge that belongs to a key, for `proof.js`."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        rounds,
        counter=secrets.randbelow(most_tries),
        hmac_secret=_secret(key, "challenge"),
        hmac_key_secret=_secret(key, "solution"),
    )
    return challenge.to_dict()


def is_solved(key: Key, payload: str) -> bool:
    """Tell whether `payload` solves the puzzle of this key; nothing that is posted makes it raise."""
    result = altcha.verify_solution(payload, _secret(key, "challenge"), hmac_key_secret=_secret(key, "solution"))
    return bool(result.verified)


def _secret(key: Key, use: str) -> str:
    return salted_hmac(f"leads.submissions.proof.{use}", key.digest, algorithm="sha256").hexdigest()
