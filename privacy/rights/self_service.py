"""What a person does with their own data, once we know that they read their address (R72, R76, R77; policy §6)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext, override

from privacy.ledger.models import LedgerEvent
from privacy.ledger.services import record_basis
from privacy.personal_data.look_up import find_person
from privacy.register.selectors import released_register
from privacy.retention.holds import HELD
from privacy.rights.models import Challenge, Right, RightsRequest
from privacy.rights.services import answer_own, erase_own, is_held, receive
from privacy.rights.subject_access import permissions_of

CHANNEL = "rights"
DONE = RightsRequest.Outcome.GRANTED
# What somebody has to look at before it can be done.
NEEDS_STAFF = (Right.RECTIFICATION, Right.RESTRICTION, Right.OBJECTION, Right.COMPLAINT)


def subject_ids_of(challenge: Challenge) -> list[int]:
    """Return the ids of the subjects known by the address that was proved."""
    return find_person(scope="email", value=challenge.email)


def end_permission(challenge: Challenge, *, event_id: int, now: datetime) -> bool:
    """Withdraw a consent or object to a use, at once; return whether it still went on (Art. 7(3), 21).

    No other purpose is touched. An objection to what a legitimate interest carries stops it; nobody weighs it first.
    """
    for permission in permissions_of(subject_ids_of(challenge)):
        event = permission.event
        if event.pk == event_id:
            with transaction.atomic():
                _end(event, "withdrawn" if permission.is_consent else "objected", challenge.language, now)
                right = Right.WITHDRAWAL if permission.is_consent else Right.OBJECTION
                answer_own(request=_own(challenge, right, permission.title, now), outcome=DONE, now=now)
            return True
    return False


def delete_everything(challenge: Challenge, *, now: datetime) -> RightsRequest:
    """Delete everything of the person that may go; the letter says what is kept and why."""
    request = _own(challenge, Right.ERASURE, "", now)
    erase_own(request=request, now=now)
    request.refresh_from_db()
    if is_held(request):
        with override(challenge.language):
            answer_own(request=request, outcome=RightsRequest.Outcome.PARTIAL, reason=gettext(HELD), now=now)
    else:
        answer_own(request=request, outcome=DONE, now=now)
    request.refresh_from_db()
    return request


def note_download(challenge: Challenge, *, now: datetime) -> None:
    """Write down that the person took their copy: access was given (Art. 15)."""
    answer_own(request=_own(challenge, Right.ACCESS, "", now), outcome=DONE, now=now)


def ask_staff(challenge: Challenge, *, right: str, words: str, now: datetime) -> RightsRequest:
    """Hand a request to those who answer."""
    return receive(
        right=right,
        channel=RightsRequest.Channel.WEBSITE,
        language=challenge.language,
        now=now,
        email=challenge.email,
        words=words,
        identity=RightsRequest.Identity.MAIL,
    )


def _own(challenge: Challenge, right: str, words: str, now: datetime) -> RightsRequest:
    """Return a request that is about to be answered by the site itself; one that waits already is answered with it."""
    request = receive(
        right=right,
        channel=RightsRequest.Channel.WEBSITE,
        language=challenge.language,
        now=now,
        email=challenge.email,
        words=words,
        identity=RightsRequest.Identity.MAIL,
        confirm=False,
    )
    return request.first or request


def _end(event: LedgerEvent, action: str, language: str, now: datetime) -> None:
    register = released_register(language)
    record_basis(
        subject=event.subject,
        purpose_key=event.purpose_key,
        action=action,
        basis=event.basis,
        text_hash=event.text_hash,
        release_number=register.number if register else event.release_number,
        language=language,
        channel=CHANNEL,
        now=now,
    )
