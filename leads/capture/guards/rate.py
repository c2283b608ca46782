"""What stands between a post and the inbox: key, trap, time, and how many from one address.

The protection against forged posts is the origin check (`home.shell.origin`); the key is for sending once and for
timing. Nothing here needs a cookie, another company or a consent (R46, R53).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from leads.capture.models import RateCounter
from privacy.keys import hashing, tokens
from privacy.keys.errors import TokenExpired, TokenForged

PURPOSE = "capture.key"
KEY_LASTS = timedelta(hours=24)
# People need longer than this from the first touch of a form to its last.
SHORTEST = timedelta(seconds=2)
WINDOW = timedelta(minutes=10)
POSTS_A_WINDOW = 30


@dataclass(frozen=True)
class Key:
    """A key of ours that is still good. `digest` is what a submission keeps of it."""

    text: str
    issued_at: datetime
    digest: str

    def too_young(self, now: datetime) -> bool:
        return now - self.issued_at < SHORTEST


def new_key(slug: str, *, now: datetime) -> str:
    """Return a key that lets one form be sent once."""
    payload = {"form": slug, "n": secrets.token_urlsafe(16), "at": now.timestamp()}
    return tokens.sign(PURPOSE, payload, now=now)


def read_key(text: str, slug: str, *, now: datetime) -> Key | None:
    """Return the key if it is ours, made for this form and not too old."""
    try:
        payload = tokens.unsign(PURPOSE, text, max_age_seconds=int(KEY_LASTS.total_seconds()), now=now)
    except (TokenForged, TokenExpired):
        return None
    if payload.get("form") != slug:
        return None
    digest = hashlib.sha256(str(payload["n"]).encode()).hexdigest()
    return Key(text, datetime.fromtimestamp(payload["at"], tz=UTC), digest)


def client_address(request: HttpRequest) -> str:
    """Return the visitor's address as the outermost proxy that we trust saw it; empty when there is none.

    With TRUSTED_PROXIES = n the n-th entry from the right of X-Forwarded-For: what stands further left was
    written by the visitor. Without proxies, or without enough entries, the connection's own address.
    """
    hops = settings.TRUSTED_PROXIES
    entries = [entry.strip() for entry in request.headers.get("X-Forwarded-For", "").split(",")]
    candidates = [entries[-hops]] if 0 < hops <= len(entries) else []
    for candidate in [*candidates, request.META.get("REMOTE_ADDR", "")]:
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return ""


def count_post(address: str, *, now: datetime) -> bool:
    """Count one post from an address; tell whether it is within what one address may send. One statement."""
    start = datetime.fromtimestamp(now.timestamp() // WINDOW.total_seconds() * WINDOW.total_seconds(), tz=UTC)
    quote = connection.ops.quote_name
    table = quote(RateCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (address_hash, window_start, {quote('count')}) VALUES (%s, %s, 1) "
            f"ON CONFLICT (address_hash, window_start) DO UPDATE SET {quote('count')} = {table}.{quote('count')} + 1 "
            f"RETURNING {quote('count')}",
            [_address_hash(address), connection.ops.adapt_datetimefield_value(start)],
        )
        return int(cursor.fetchone()[0]) <= POSTS_A_WINDOW


def _address_hash(address: str) -> str:
    """One household or company has one IPv4 address, or one IPv6 network of 64 bits."""
    parsed = ip_address(address) if address else None
    if isinstance(parsed, IPv6Address):
        address = str(ip_network(f"{address}/64", strict=False))
    return hashing.lookup_hash(address, scope="post_address")
