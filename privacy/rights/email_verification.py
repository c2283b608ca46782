"""A code by mail: whoever types it reads the address. Every answer is the same for known and unknown people (R78)."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from privacy.keys import hashing, normalise
from privacy.keys.counting import Limit
from privacy.keys.tokens import sign, unsign
from privacy.outbox.services import queue_mail
from privacy.rights.models import AttemptCounter, Challenge
from privacy.rights.steps import PURPOSE

KIND = "rights_code"
ASKED, LINK, OPEN = "rights-asked", "rights-link", "rights-open"
LASTS = timedelta(minutes=30)
OPEN_FOR = timedelta(minutes=30)
TRIES = 3
# What one address may be sent, so that nobody's mailbox is filled by others.
MAILS_A_DAY = 3
DAY = timedelta(days=1)
# Of one connection, on all pages of this room together.
ATTEMPTS = Limit(AttemptCounter, "rights_address", 30, timedelta(minutes=10))
DIGITS = 8


def ask(*, email: str, language: str, now: datetime) -> str:
    """Send a code to an address, at most three a day; return the token of the page that asks for the code.

    The token of an address that has had its three looks like any other, and no code fits it.
    """
    address = normalise.email_as_given(email)
    hashes = hashing.lookup_hashes(address, scope="email")
    with transaction.atomic():
        recent = Challenge.objects.filter(email_hash__in=hashes, created_at__gt=now - DAY)
        # Two at the same moment may both be sent: a mail more does no harm, a lock on a stranger's word would.
        if recent.count() >= MAILS_A_DAY:
            return sign(ASKED, {"id": secrets.randbelow(10**6), "n": secrets.token_hex(8)}, now=now)
        challenge = Challenge.objects.create(
            email=address,
            email_hash=hashing.lookup_hash(address, scope="email"),
            hash_key=hashing.lookup_key_id(),
            nonce=secrets.token_hex(16),
            language=language,
            created_at=now,
        )
        queue_mail(kind=KIND, purpose_key=PURPOSE, subject=None, object_id=challenge.pk, language=language, now=now)
    return sign(ASKED, {"id": challenge.pk, "n": challenge.nonce[:16]}, now=now)


def code_of(challenge: Challenge) -> str:
    """Return the eight digits of a challenge."""
    digest = salted_hmac("privacy.rights.code", f"{challenge.pk}:{challenge.nonce}", algorithm="sha256").hexdigest()
    return f"{int(digest[:16], 16) % 10**DIGITS:0{DIGITS}d}"


def link_token(challenge: Challenge, *, now: datetime) -> str:
    """Return the token of the link in the mail; it lasts as long as the code."""
    return sign(LINK, {"id": challenge.pk, "n": challenge.nonce[:16]}, now=now)


def is_asked(token: str, *, now: datetime) -> bool:
    """Tell whether the page that asks for the code may be shown for a token."""
    return _payload(ASKED, token, LASTS, now) is not None


def try_code(token: str, code: str, *, now: datetime) -> Challenge | None:
    """Open a challenge with its code; None for a wrong one, and for every one after the third try. Once only."""
    challenge = _challenge(ASKED, token, LASTS, now)
    if challenge is None:
        return None
    counted = Challenge.objects.filter(pk=challenge.pk, opened_at=None, tries__lt=TRIES).update(tries=F("tries") + 1)
    fits = hmac.compare_digest(code_of(challenge).encode(), "".join(code.split()).encode())
    return _open(challenge, now) if counted and fits else None


def follow_link(token: str, *, now: datetime) -> Challenge | None:
    """Open a challenge with the link of its mail; None when it is over or was used."""
    challenge = _challenge(LINK, token, LASTS, now)
    return _open(challenge, now) if challenge else None


def link_works(token: str, *, now: datetime) -> bool:
    """Tell whether a link would still open, without opening it."""
    challenge = _challenge(LINK, token, LASTS, now)
    return challenge is not None and challenge.opened_at is None


def open_token(challenge: Challenge, *, now: datetime) -> str:
    """Return the token of the page with the person's data, for half an hour."""
    return sign(OPEN, {"id": challenge.pk, "n": challenge.nonce[:16]}, now=now)


def opened(token: str, *, now: datetime) -> Challenge | None:
    """Return the challenge whose page this is; None once it is over or ended."""
    challenge = _challenge(OPEN, token, OPEN_FOR, now)
    return challenge if challenge and challenge.opened_at and not challenge.ended_at else None


def end(challenge: Challenge, *, now: datetime) -> None:
    """Close the page with the person's data for good."""
    Challenge.objects.filter(pk=challenge.pk, ended_at=None).update(ended_at=now)


def _open(challenge: Challenge, now: datetime) -> Challenge | None:
    if not Challenge.objects.filter(pk=challenge.pk, opened_at=None).update(opened_at=now):
        return None
    challenge.opened_at = now
    return challenge


def _challenge(purpose: str, token: str, lasts: timedelta, now: datetime) -> Challenge | None:
    payload = _payload(purpose, token, lasts, now)
    if payload is None:
        return None
    found = Challenge.objects.filter(pk=payload["id"], nonce__startswith=str(payload["n"])).first()
    return found if found and now - found.created_at <= LASTS + OPEN_FOR else None


def _payload(purpose: str, token: str, lasts: timedelta, now: datetime) -> dict[str, Any] | None:
    try:
        return unsign(purpose, token, max_age_seconds=int(lasts.total_seconds()), now=now)
    except BadSignature:
        return None
