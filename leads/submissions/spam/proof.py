"""Work for the browser, in the format of ALTCHA (challenge version 2), solved while the visitor types.

A puzzle is signed with a secret made from its key: it is good for that key alone, as long as the key, and once.
"""

import secrets
from typing import Any

import altcha
from django.utils.crypto import salted_hmac

from leads.submissions.spam.keys import Key

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
