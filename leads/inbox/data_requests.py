"""A message that asks about somebody's data: one press, and the privacy officers have it with its clock (R71, R95)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from leads.inbox.hints import looks_like
from leads.inbox.kinds import elsewhere
from leads.inbox.models import DataRequest
from leads.inbox.services import note
from leads.submissions.models import Submission, SubmissionNote
from privacy.rights.alerts import tell_arrived
from privacy.rights.deadline import received_day
from privacy.rights.models import Right, RightsRequest
from privacy.rights.services import receive


class CannotPassOn(Exception):
    """The message may not be handled here, or not yet; the text says what to do, to staff."""


def request_of(message: Submission) -> RightsRequest | None:
    """Return the request that a message was passed on as."""
    passed = getattr(message, "data_request", None)
    return passed.request if passed else None


def seems_to_ask(message: Submission) -> Right | None:
    """Return what the words of a message seem to ask about data; None for an ordinary one."""
    return looks_like(_words(message.answers))


@transaction.atomic
def pass_on(*, message: Submission, user: Any, now: datetime) -> RightsRequest:
    """Hand a message to the privacy officers as a request about data; a second press changes nothing.

    The clock started when the message came. What is asked is guessed from its words, and theirs to put right. The person
    hears that it arrived, every officer is told, and the message stays where it is: it may ask about tyres as well.
    Raises CannotPassOn for what is held back, or decided elsewhere.
    """
    current = Submission.objects.select_for_update().get(pk=message.pk)
    if passed := request_of(current):
        return passed
    if current.state == Submission.State.HELD:
        raise CannotPassOn(_("It is held back. Let it in first: then it can be passed to the privacy officers."))
    if other := elsewhere(current):
        raise CannotPassOn(other.label)
    answers = current.answers
    made = receive(
        right=seems_to_ask(current) or Right.COMPLAINT,
        channel=RightsRequest.Channel.WEBSITE,
        language=current.language,
        received_on=received_day(current.received_at),
        name=str(answers.get("name", "")),
        email=str(answers.get("email", "")),
        phone=next(iter(answers.get("phone") or []), ""),
        words=_words(answers),
        given_code=current.reference,
        subject=current.subject,
        by=user,
        now=now,
    )
    request = made.first or made
    DataRequest.objects.create(submission=current, request=request)
    told = _("Passed to the privacy officers as %(reference)s.") % {"reference": request.reference}
    note(message=current, user=user, kind=SubmissionNote.Kind.REMARK, text=told, now=now)
    tell_arrived(request=request, by=user, now=now)
    return request


def _words(answers: Mapping[str, Any]) -> str:
    return "\n\n".join(str(answers[key]) for key in ("subject", "message") if answers.get(key))
