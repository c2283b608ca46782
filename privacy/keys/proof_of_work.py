"""Work for a browser, done while somebody types: it costs a person nothing, and a flood much.

In the format of ALTCHA (challenge version 2). A puzzle is signed with a secret made from the `digest` of a key: it is
good for that key alone, and as long as the key. `scope` keeps the puzzles of one door from another's.
"""

import secrets
from typing import Any

import altcha
from django.utils.crypto import salted_hmac

ALGORITHM = "PBKDF2/SHA-256"
# One try is 5,000 rounds, the solution one of 150 tries: 75 tries on average. docs/privacy.md has the measurements.
ROUNDS = 5_000
MOST_TRIES = 150


def puzzle(scope: str, digest: str, *, rounds: int = ROUNDS, most_tries: int = MOST_TRIES) -> dict[str, Any]:
    """Return the challenge that belongs to a key, for `proof.js`."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        rounds,
        counter=secrets.randbelow(most_tries),
        hmac_secret=_secret(scope, digest, "challenge"),
        hmac_key_secret=_secret(scope, digest, "solution"),
    )
    return challenge.to_dict()


def is_solved(scope: str, digest: str, payload: str) -> bool:
    """Tell whether `payload` solves the puzzle of this key; nothing that is posted makes it raise."""
    challenge, solution = _secret(scope, digest, "challenge"), _secret(scope, digest, "solution")
    return bool(altcha.verify_solution(payload, challenge, hmac_key_secret=solution).verified)


def _secret(scope: str, digest: str, use: str) -> str:
    return salted_hmac(f"{scope}.{use}", digest, algorithm="sha256").hexdigest()
