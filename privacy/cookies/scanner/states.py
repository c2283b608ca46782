"""The answers a visitor can have given: none, no to everything, yes to one group alone, yes to everything, and that yes taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse

from privacy.cookies.cookie import DECLINED, StoredChoice, write_choice
from privacy.cookies.selectors import VALID_FOR, Offer

NONE, REFUSED, ALL, WITHDRAWN, STAFF = "none", "refused", "all", "withdrawn", "staff"


@dataclass(frozen=True)
class State:
    """One answer: its name (a group's key where that group alone is allowed) and the cookie it is carried by."""

    name: str
    allowed: frozenset[str]
    cookie: str = ""
    # Everything is allowed when a page opens, and refused on it: what is then left is what was seen (R96).
    withdraws: bool = False
    # A member of staff at work: a session, and the screens of the CMS.
    staff: bool = False

    @property
    def answered(self) -> bool:
        return bool(self.cookie) and not self.staff

    @property
    def cookie_name(self) -> str:
        return settings.SESSION_COOKIE_NAME if self.staff else settings.COOKIE_CONSENT_NAME


def states_of(offer: Offer, *, now: datetime) -> tuple[State, ...]:
    """Return every state of the groups that are asked, in the order in which they are scanned."""
    keys = offer.keys
    if not keys:
        return (State(NONE, frozenset()),)
    answers = [(REFUSED, frozenset[str]()), *((key, frozenset([key])) for key in keys)]
    if len(keys) > 1:
        answers.append((ALL, frozenset(keys)))
    answered = (State(name, allowed, cookie_for(offer, allowed, now=now)) for name, allowed in answers)
    withdrawn = State(WITHDRAWN, frozenset(), cookie_for(offer, frozenset(keys), now=now), withdraws=True)
    return (State(NONE, frozenset()), *answered, withdrawn)


def as_staff(session: str) -> State:
    """Return the state of somebody who is signed in to the CMS by this session."""
    return State(STAFF, frozenset(), session, staff=True)


def cookie_for(offer: Offer, allowed: frozenset[str], *, now: datetime) -> str:
    """Return the value of the consent cookie, as the endpoint writes it.

    The endpoint itself is not asked: it would keep the proof of a choice that nobody made, and count it (C24).
    """
    stamp = now.isoformat()
    groups = {key: stamp if key in allowed else DECLINED for key in offer.keys}
    response = HttpResponse()
    write_choice(response, StoredChoice(groups, release=offer.release, until=now + VALID_FOR), now=now)
    return response.cookies[settings.COOKIE_CONSENT_NAME].coded_value
