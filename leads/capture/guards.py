"""What stands between a post and the inbox: key, time, and how many from one address."""

import secrets
from datetime import datetime

from privacy.keys import tokens

PURPOSE = "capture.key"


def new_key(slug: str, *, now: datetime) -> str:
    """Return a key that lets one form be sent once."""
    return tokens.sign(PURPOSE, {"form": slug, "n": secrets.token_urlsafe(16)}, now=now)
