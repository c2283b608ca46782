"""How many posts come from one connection: a counter on a keyed hash, never the address itself."""

from datetime import datetime, timedelta

from home.base.origin import client_address
from leads.submissions.spam.models import RateCounter
from privacy.keys.counting import count_connection

__all__ = ["POSTS_A_WINDOW", "WINDOW", "client_address", "count_post"]
WINDOW = timedelta(minutes=10)
POSTS_A_WINDOW = 30


def count_post(address: str, *, now: datetime) -> int:
    """Count one post from an address; return how many came from it in this window. One statement."""
    return count_connection(RateCounter, address, scope="post_address", window=WINDOW, now=now)
