"""Signed tokens for links: anyone can read their payload, nobody can change it. Put ids in, never addresses.

Django's signer, with the moment inside the payload: its own TimestampSigner reads the clock, where ours is an argument.
"""

from datetime import datetime
from typing import Any

from django.core.signing import SignatureExpired, Signer

# A token may come back a moment before it was made: the servers' clocks differ a little.
EARLY_SECONDS = 60


def sign(purpose: str, payload: dict[str, Any], *, now: datetime) -> str:
    """Return a URL-safe token for `payload`, stamped `now`; it opens only under the same `purpose`."""
    return str(_signer(purpose).sign_object([int(now.timestamp()), payload]))


def unsign(purpose: str, token: str, *, max_age_seconds: int, now: datetime) -> dict[str, Any]:
    """Return the payload; raise BadSignature, or its SignatureExpired when it is older than `max_age_seconds`."""
    stamped, payload = _signer(purpose).unsign_object(token)
    if not -EARLY_SECONDS <= now.timestamp() - stamped <= max_age_seconds:
        raise SignatureExpired("The token is too old.")
    return dict(payload)


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"privacy.keys.tokens:{purpose}", sep=".")
