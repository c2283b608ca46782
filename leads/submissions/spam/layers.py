"""Which layers are on, how often each acted, and how many posts come from one connection.

Switches are read at most twice a minute by each process. Counts tell nothing about a visitor: a connection is a keyed
hash, never the address itself.
"""

import time
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from home.base.origin import client_address
from leads.submissions.spam.models import Layer, LayerCount, ProtectionSettings, RateCounter
from privacy.keys.counting import Limit

SECONDS = 30


@dataclass(frozen=True)
class Switches:
    """The layers that can be switched off."""

    trap: bool = True
    time: bool = True
    proof: bool = True
    rate: bool = True
    repeated: bool = True
    links: bool = True


_known: tuple[float, Switches] | None = None


def switches() -> Switches:
    """Return what is switched on; everything while nobody has said otherwise."""
    global _known
    if _known is None or time.monotonic() - _known[0] > SECONDS:
        names = [field.name for field in fields(Switches)]
        row = ProtectionSettings.objects.values(*names).first()
        _known = (time.monotonic(), Switches(**row) if row else Switches())
    return _known[1]


def forget() -> None:
    """Read again at the next post."""
    global _known
    _known = None


KEPT = timedelta(days=400)


def count_layer(slug: str, layer: Layer, outcome: LayerCount.Outcome, *, now: datetime) -> None:
    """Count that a layer acted on a post. One statement."""
    quote = connection.ops.quote_name
    table, count = quote(LayerCount._meta.db_table), quote("count")
    day = connection.ops.adapt_datefield_value(timezone.localdate(now))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (day, slug, layer, outcome, {count}) VALUES (%s, %s, %s, %s, 1) "
            f"ON CONFLICT (day, slug, layer, outcome) DO UPDATE SET {count} = {table}.{count} + 1",
            [day, slug, layer.value, outcome.value],
        )


def drop_old_counts(now: datetime) -> None:
    """Delete what is older than thirteen months: enough to compare a month with the same one a year ago."""
    LayerCount.objects.filter(day__lt=timezone.localdate(now - KEPT)).delete()


__all__ = ["POSTS", "POSTS_A_WINDOW", "WINDOW", "client_address", "count_post"]
WINDOW = timedelta(minutes=10)
POSTS_A_WINDOW = 30
POSTS = Limit(RateCounter, "post_address", POSTS_A_WINDOW, WINDOW)


def count_post(address: str, *, now: datetime) -> int:
    """Count one post from an address; return how many came from it in this window. One statement."""
    return POSTS.count(address, now=now)
