"""Tokens for links. Signed ones: anyone can read their payload, nobody can change it. Put ids in, never addresses.

Django's signer, with the moment inside the payload: its own TimestampSigner reads the clock, where ours is an argument.
Opaque ones say nothing at all and are kept as a hash. They have the shape of signed ones, which the log leaves out.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime
from typing import Any

from django.core.signing import SignatureExpired, Signer
from django.utils.crypto import salted_hmac

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


def opaque() -> str:
    """Return a random token; keep `stored(token)` of it, never the token."""
    return f"{secrets.token_urlsafe(12)}.{secrets.token_urlsafe(32)}"


def opaque_of(purpose: str, nonce: str) -> str:
    """Return the opaque token of a random `nonce`, the same each time: for a mail that is rendered when it is sent.

    It is made with SECRET_KEY, so that the database alone opens nothing.
    """
    digest = salted_hmac(f"privacy.keys.tokens:{purpose}", nonce, algorithm="sha384").digest()
    return f"{_base64(digest[:12])}.{_base64(digest[12:44])}"


def stored(token: str) -> str:
    """Return the 64 hex digits under which an opaque token is kept and found."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _base64(some: bytes) -> str:
    return urlsafe_b64encode(some).rstrip(b"=").decode()


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"privacy.keys.tokens:{purpose}", sep=".")
