"""Work that a browser does before it asks for a code or a call: asking thousands of times costs hours (R87).

A browser that does none, without JavaScript or without TLS, may ask as well, five times in ten minutes.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature

from privacy.keys import proof_of_work
from privacy.keys.counting import Limit
from privacy.keys.tokens import sign, unsign
from privacy.rights.models import AttemptCounter

KEY, SCOPE = "rights-work", "privacy.rights.work"
KEY_LASTS = timedelta(hours=2)
USED = Limit(AttemptCounter, "rights_work", 1, timedelta(days=1), of=str)
WITHOUT = Limit(AttemptCounter, "rights_without_work", 5, timedelta(minutes=10))


def new_work(*, now: datetime) -> dict[str, Any]:
    """Return a key and the puzzle that belongs to it, for `work.js`."""
    nonce = secrets.token_urlsafe(16)
    return {"key": sign(KEY, {"n": nonce}, now=now), "puzzle": proof_of_work.puzzle(SCOPE, nonce)}


def may_ask(data: Mapping[str, Any], *, address: str, now: datetime) -> bool:
    """Tell whether a post may ask for something: with work that was done for it, or as one of few without."""
    return _worked(data, now) or WITHOUT.allows(address, now=now)


def _worked(data: Mapping[str, Any], now: datetime) -> bool:
    """Whether the puzzle of a key is solved, for the first time."""
    try:
        lasts = int(KEY_LASTS.total_seconds())
        nonce = str(unsign(KEY, str(data.get("work_key", "")), max_age_seconds=lasts, now=now)["n"])
    except BadSignature:
        return False
    solved = proof_of_work.is_solved(SCOPE, nonce, str(data.get("work_proof", "")))
    return solved and USED.allows(nonce, now=now)
