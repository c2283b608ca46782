"""A code by mail: whoever types it reads the address. Every answer is the same for known and unknown people (R78).

Whoever asks while a code for an address works shares that code: nobody is locked out by what strangers do with an
address, because at every moment either a mail may go out or the code of the last one still works.
"""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.crypto import salted_hmac

from privacy.keys import hashing, normalise
from privacy.keys.counting import Limit
from privacy.keys.tokens import opaque, opaque_of, stored
from privacy.outbox.services import queue_mail
from privacy.rights.models import AttemptCounter, Challenge, CodePage
from privacy.rights.steps import PURPOSE

KIND = "rights_code"
LINK = "rights-link"
LASTS = timedelta(minutes=30)
OPEN_FOR = timedelta(minutes=30)
# Wrong codes on one page; and of one code on all pages, after which only the link of its mail opens.
TRIES, GUESSES = 3, 60
# After the first, the second … mail to an address that nobody proved to read, until the next may go out. So one
# address is sent eleven mails a day at most, whoever asks for them.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 60, 120, 240))
DAY = timedelta(days=1)
# Of one connection, on all pages of this room together.
ATTEMPTS = Limit(AttemptCounter, "rights_address", 30, timedelta(minutes=10))
DIGITS = 8


def ask(*, email: str, language: str, now: datetime) -> str:
    """Send a code to an address, unless the last mail is too young; return the token of a page that asks for the code.

    A code that still works is the one that is sent. Two at the same moment may both be sent: a mail more does no harm.
    """
    address = normalise.email_as_given(email)
    hashes = hashing.lookup_hashes(address, scope="email")
    with transaction.atomic():
        recent = list(Challenge.objects.filter(email_hash__in=hashes, created_at__gt=now - DAY).order_by("pk"))
        unproven = _since_proof(recent)
        pause = _pause_after(sum(challenge.mails for challenge in unproven))
        challenge = next((one for one in reversed(unproven) if one.lasts_until > now), None)
        if challenge is None:
            challenge = _new_challenge(address, language, now)
            _mail(challenge, language, now, unproven)
        elif now >= challenge.mailed_at + pause:
            challenge.mails += 1
            _mail(challenge, language, now, unproven)
        token = opaque()
        CodePage.objects.create(challenge=challenge, token_hash=stored(token), created_at=now)
    return token


def code_of(challenge: Challenge) -> str:
    """Return the eight digits of a challenge."""
    digest = salted_hmac("privacy.rights.code", f"{challenge.pk}:{challenge.nonce}", algorithm="sha256").hexdigest()
    return f"{int(digest[:16], 16) % 10**DIGITS:0{DIGITS}d}"


def link_token(challenge: Challenge) -> str:
    """Return the token of the link in the mail; it lasts as long as the code."""
    return opaque_of(LINK, challenge.nonce)


def is_asked(token: str, *, now: datetime) -> bool:
    """Tell whether the page that asks for the code may be shown for a token."""
    return _page(token, now) is not None


def try_code(token: str, code: str, *, now: datetime) -> Challenge | None:
    """Open a challenge with its code, on a page that asks for one of the same address. Once only.

    None for a wrong code, for every one after the third on a page, and once a code was guessed at too often.
    """
    page = _page(token, now)
    if page is None:
        return None
    counted = CodePage.objects.filter(pk=page.pk, tries__lt=TRIES).update(tries=F("tries") + 1)
    typed = "".join(code.split()).encode(errors="replace")
    for challenge in _living(now).filter(email_hash=page.challenge.email_hash):
        guessed = Challenge.objects.filter(pk=challenge.pk, tries__lt=GUESSES).update(tries=F("tries") + 1)
        if hmac.compare_digest(code_of(challenge).encode(), typed) and counted and guessed:
            return _open(challenge, now)
    return None


def follow_link(token: str, *, now: datetime) -> Challenge | None:
    """Open a challenge with the link of its mail; None when it is over or was used."""
    challenge = _living(now).filter(link_hash=stored(token)).first()
    return _open(challenge, now) if challenge else None


def link_works(token: str, *, now: datetime) -> bool:
    """Tell whether a link would still open, without opening it."""
    return _living(now).filter(link_hash=stored(token)).exists()


def open_token(challenge: Challenge) -> str:
    """Return a token for the page with the person's data, for half an hour from its opening; an earlier one ends."""
    token = opaque()
    Challenge.objects.filter(pk=challenge.pk).update(open_hash=stored(token))
    return token


def opened(token: str, *, now: datetime) -> Challenge | None:
    """Return the challenge whose page this is; None once it is over or ended."""
    return Challenge.objects.filter(
        open_hash=stored(token), opened_at__gte=now - OPEN_FOR, opened_at__lte=now, ended_at=None
    ).first()


def end(challenge: Challenge, *, now: datetime) -> None:
    """Close the page with the person's data for good."""
    Challenge.objects.filter(pk=challenge.pk, ended_at=None).update(ended_at=now)


def _new_challenge(address: str, language: str, now: datetime) -> Challenge:
    nonce = secrets.token_hex(16)
    return Challenge(
        email=address,
        email_hash=hashing.lookup_hash(address, scope="email"),
        hash_key=hashing.lookup_key_id(),
        nonce=nonce,
        link_hash=stored(opaque_of(LINK, nonce)),
        language=language,
        created_at=now,
    )


def _mail(challenge: Challenge, language: str, now: datetime, before: Sequence[Challenge]) -> None:
    """Send a code, which works until the next mail may go out, and half an hour at least."""
    others = sum(one.mails for one in before if one.pk != challenge.pk)
    challenge.mailed_at = now
    challenge.lasts_until = now + max(LASTS, _pause_after(others + challenge.mails))
    challenge.save()
    queue_mail(kind=KIND, purpose_key=PURPOSE, subject=None, object_id=challenge.pk, language=language, now=now)


def _since_proof(recent: Sequence[Challenge]) -> list[Challenge]:
    """Return what was asked for since somebody last proved to read the address: they may ask as if for the first time."""
    proved = max((place for place, one in enumerate(recent) if one.opened_at), default=-1)
    return list(recent[proved + 1 :])


def _pause_after(mails: int) -> timedelta:
    return PAUSES[min(mails, len(PAUSES)) - 1] if mails else timedelta(0)


def _open(challenge: Challenge, now: datetime) -> Challenge | None:
    if not Challenge.objects.filter(pk=challenge.pk, opened_at=None).update(opened_at=now):
        return None
    challenge.opened_at = now
    return challenge


def _living(now: datetime) -> QuerySet[Challenge]:
    return Challenge.objects.filter(opened_at=None, lasts_until__gt=now).order_by("pk")


def _page(token: str, now: datetime) -> CodePage | None:
    young = CodePage.objects.select_related("challenge").filter(created_at__gte=now - LASTS)
    return young.filter(token_hash=stored(token)).first()
