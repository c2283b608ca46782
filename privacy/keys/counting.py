"""How often one connection does something, or one mailbox is written to: counters on keyed hashes, never the address itself.

A room counts in a table of its own, with `address_hash` and `window_start` (unique together) and `count`. A counter in a
cache would be gone as soon as anybody filled that cache with something else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

from django.db import connection
from django.db.models import F, Model

from privacy.keys import hashing, normalise

View = TypeVar("View", bound=Callable[..., Any])
# Whose mail servers take no notice of dots in a name.
DOTLESS = frozenset({"gmail.com", "googlemail.com"})


def network_of(address: str) -> str:
    """Return what stands for one household or company: its IPv4 address, or its IPv6 network of 64 bits."""
    parsed = ip_address(address) if address else None
    return str(ip_network(f"{address}/64", strict=False)) if isinstance(parsed, IPv6Address) else address


def mailbox_of(address: str) -> str:
    """Return what stands for one mailbox, however its address is written: without a “+tag”, at Gmail without dots.

    Two people taken for one are counted together; nothing else is ever done with the result.
    """
    name, _at, host = normalise.email_as_given(address).rpartition("@")
    bare = name.partition("+")[0] or name
    return f"{bare.replace('.', '') if host in DOTLESS else bare}@{host}"


@dataclass(frozen=True)
class Limit:
    """How often one connection may do something in one stretch of time; `scope` keeps its hashes apart from others'.

    With another `of` it is not the connection that is counted: `mailbox_of` counts by where mail goes.
    """

    counter: type[Model]
    scope: str
    most: int
    window: timedelta
    of: Callable[[str], str] = network_of

    def count(self, address: str, *, now: datetime, by: int = 1) -> int:
        """Count an act of an address, as so many; return how many there were in this window. One statement."""
        digest = hashing.lookup_hash(self.of(address), scope=self.scope)
        return count_hash(self.counter, digest, window=self.window, now=now, by=by)

    def allows(self, address: str, *, now: datetime, by: int = 1) -> bool:
        """Count an act of an address, as so many; return whether it may still be done."""
        return self.count(address, now=now, by=by) <= self.most

    def guards(self, view: View) -> View:
        """Decorator: say that a view asks this limit before it writes. A test posts over it, and looks what was written."""
        view.limit = self  # type: ignore[attr-defined]
        return view


def count_hash(counter: type[Model], digest: str, *, window: timedelta, now: datetime, by: int = 1) -> int:
    """Count an act under a keyed hash, as so many; return how many there were in this window. One statement."""
    quote = connection.ops.quote_name
    table, count = quote(counter._meta.db_table), quote("count")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (address_hash, window_start, {count}) VALUES (%s, %s, %s) "
            f"ON CONFLICT (address_hash, window_start) DO UPDATE SET {count} = {table}.{count} + excluded.{count} "
            f"RETURNING {count}",
            [digest, connection.ops.adapt_datetimefield_value(_start_of(window, now)), by],
        )
        return int(cursor.fetchone()[0])


def take_back(counter: type[Model], digest: str, *, window: timedelta, now: datetime) -> None:
    """Count one act less under a keyed hash: it turned out to be none that should be counted. One statement."""
    rows = counter._default_manager.filter(address_hash=digest, window_start=_start_of(window, now), count__gt=0)
    rows.update(count=F("count") - 1)


def _start_of(window: timedelta, now: datetime) -> datetime:
    seconds = window.total_seconds()
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)
