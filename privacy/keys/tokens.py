"""Signed tokens for links: anyone can read their payload, nobody can change it. Put ids in, never addresses."""

import base64
import binascii
import hmac
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from privacy.keys.errors import TokenExpired, TokenForged


def sign(purpose: str, payload: dict[str, Any], *, now: datetime) -> str:
    """Return a URL-safe token for `payload`, stamped `now`; it opens only under the same `purpose`."""
    content = json.dumps([int(now.timestamp()), payload], separators=(",", ":"), sort_keys=True)
    body = _encode(content.encode())
    return f"{body}.{_signature(purpose, body, settings.SECRET_KEY)}"


def unsign(purpose: str, token: str, *, max_age_seconds: int, now: datetime) -> dict[str, Any]:
    """Return the payload; raise TokenForged, or TokenExpired when it is older than `max_age_seconds`."""
    body, _, signature = token.partition(".")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        genuine = any(hmac.compare_digest(_signature(purpose, body, key), signature) for key in keys)
        stamped, payload = json.loads(_decode(body)) if genuine else (0, None)
    except (TypeError, ValueError, binascii.Error) as error:
        raise TokenForged("The token was not made here.") from error
    if payload is None:
        raise TokenForged("The token was not made here, or not for this.")
    if not -60 <= now.timestamp() - stamped <= max_age_seconds:
        raise TokenExpired("The token is too old.")
    return dict(payload)


def _signature(purpose: str, body: str, key: str | bytes) -> str:
    return _encode(salted_hmac(f"privacy.keys.tokens:{purpose}", body, secret=key, algorithm="sha256").digest())


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
