"""Who asks: how we know it, what they are known by, and who else in our records is the same person (R78, R95).

Nothing is rewritten: a check that was mistaken, or somebody taken for somebody else, is put right with a reason, and both stay
in the history of the request.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.keys import hashing, normalise
from privacy.personal_data.look_up import find_person
from privacy.rights.id_documents import end_copies
from privacy.rights.models import Challenge, RequestTask, Right, RightsRequest
from privacy.rights.steps import Kind, NotPossible, State, asker_of, changing, step

Identity = RightsRequest.Identity
CHANGEABLE = (State.OPEN, State.ANSWERED)
# What must be there before somebody can be known by it.
NEEDS: Mapping[str, str | Promise] = {
    Identity.MAIL: gettext_lazy("A code counts once they entered it: ask them to open the page about their rights."),
    Identity.CALL: gettext_lazy("A call back needs the reference of a message that we hold."),
    Identity.COPY: gettext_lazy("First write down that they sent a copy by themselves: it must be destroyed."),
}


def possible_checks(request: RightsRequest) -> list[str]:
    """Return by what we can know who asks, of this person: nothing that cannot have happened is offered."""
    proofs = {
        Identity.MAIL: _code_was_entered(request),
        Identity.CALL: bool(find_person(scope="reference", value=request.given_code)),
        Identity.KNOWN: True,
        Identity.COPY: request.tasks.filter(kind=RequestTask.Kind.MAILBOX).exists(),
    }
    return [str(how) for how, possible in proofs.items() if possible]


def _code_was_entered(request: RightsRequest) -> bool:
    """Whether somebody who reads the request's address entered a code, here or on their own page."""
    hashes = hashing.lookup_hashes(normalise.email_as_given(request.email), scope="email") if request.email else []
    return Challenge.objects.filter(email_hash__in=hashes, opened_at__isnull=False).exists()


def identify(*, request: RightsRequest, how: str, by: Any, now: datetime) -> None:
    """Write down how we know who asks (R78). Raises NotPossible for what cannot have happened."""
    with changing(request, by, now) as current:
        if current.identity:
            raise NotPossible(_("It is written down already. If it is wrong, say why, and check again."))
        if how not in possible_checks(current):
            raise NotPossible(str(NEEDS[how]))
        end_copies(current, now=now)
        current.identity = Identity(how)
        current.save(update_fields=["identity"])
        step(current, Kind.IDENTIFIED, by, now, str(Identity(how).label))


def withdraw_check(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> None:
    """Say that a check of who asks was mistaken, and why: it does not count any more, and stays in the history.

    A deletion that was proposed on it is proposed no more. What is deleted already stays deleted.
    """
    with changing(request, by, now, states=CHANGEABLE) as current:
        if not current.identity:
            raise NotPossible(_("Nothing is written down about who asks."))
        current.identity = ""
        if current.proposed_by_id and not current.erasure_id:
            current.proposed_by = None
            step(current, Kind.NOT_PROPOSED, by, now)
        current.save(update_fields=["identity", "proposed_by"])
        step(current, Kind.UNIDENTIFIED, by, now, reason)


def decide(*, request: RightsRequest, entry: int, same: bool, reason: str, by: Any, now: datetime) -> None:
    """Say whether somebody who shares what was given is the person who asks, and why."""
    with changing(request, by, now) as current:
        if entry not in asker_of(current).found.keys() - {current.subject_id}:
            raise NotPossible(_("They do not share any more what was given. Look again."))
        if current.erasure_id:
            raise NotPossible(_("The data are deleted already."))
        step(current, Kind.JOINED if same else Kind.APART, by, now, reason, subject_number=entry)


def add_code(*, request: RightsRequest, given_code: str, by: Any, now: datetime) -> None:
    """Write down the reference that whoever asks named later; an officer says whether whom it names is them."""
    with changing(request, by, now) as current:
        current.given_code = given_code
        current.save(update_fields=["given_code"])
        step(current, Kind.CODE, by, now, given_code)


def sort(*, request: RightsRequest, right: str, by: Any, now: datetime) -> None:
    """Put right what is asked, before anything was done about it: the words may say another right than was pressed."""
    with changing(request, by, now) as current:
        if current.erasure_id or current.proposed_by_id or current.restricted_at:
            raise NotPossible(
                _("Something was done about it already: answer it, and write the other down as a new one.")
            )
        before = current.get_right_display()
        current.right = Right(right)
        current.save(update_fields=["right"])
        step(current, Kind.SORTED, by, now, f"{before} → {current.get_right_display()}")
