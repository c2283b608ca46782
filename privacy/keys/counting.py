"""How often one connection does something: a counter on a keyed hash, never the address itself."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import connection
from django.db.models import Model

from privacy.keys import hashing


def count_connection(counter: type[Model], address: str, *, scope: str, window: timedelta, now: datetime) -> int:
    """Count one act of an address; return how many it did in this window. One statement.

    `counter` is a room's own table with `address_hash` and `window_start` (unique together) and `count`; `scope` keeps
    the hashes of one room from being compared with another's.
    """
    seconds = window.total_seconds()
    start = datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)
    quote = connection.ops.quote_name
    table, count = quote(counter._meta.db_table), quote("count")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (address_hash, window_start, {count}) VALUES (%s, %s, 1) "
            f"ON CONFLICT (address_hash, window_start) DO UPDATE SET {count} = {table}.{count} + 1 "
            f"RETURNING {count}",
            [_address_hash(address, scope), connection.ops.adapt_datetimefield_value(start)],
        )
        return int(cursor.fetchone()[0])


def _address_hash(address: str, scope: str) -> str:
    """One household or company has one IPv4 address, or one IPv6 network of 64 bits."""
    parsed = ip_address(address) if address else None
    if isinstance(parsed, IPv6Address):
        address = str(ip_network(f"{address}/64", strict=False))
    return hashing.lookup_hash(address, scope=scope)
