"""How many posts come from one connection: a counter on a keyed hash, never the address itself."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest

from leads.capture.models import RateCounter
from privacy.keys import hashing

WINDOW = timedelta(minutes=10)
POSTS_A_WINDOW = 30


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


def count_post(address: str, *, now: datetime) -> int:
    """Count one post from an address; return how many came from it in this window. One statement."""
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
        return int(cursor.fetchone()[0])


def _address_hash(address: str) -> str:
    """One household or company has one IPv4 address, or one IPv6 network of 64 bits."""
    parsed = ip_address(address) if address else None
    if isinstance(parsed, IPv6Address):
        address = str(ip_network(f"{address}/64", strict=False))
    return hashing.lookup_hash(address, scope="post_address")
