"""What every verb of a request stands on: whom it is about, its lock, its history, its letters."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacy.access.services import log_access
from privacy.outbox.services import queue_mail
from privacy.personal_data.look_up import Entry, Shared, find_person, look_up, sharing
from privacy.rights.models import RequestStep, RightsRequest

PURPOSE = "rights_requests"
Kind, State = RequestStep.Kind, RightsRequest.State


class NotPossible(Exception):
    """A step that the request's state refuses; the message says what to do instead, to staff."""


def subjects_of(request: RightsRequest) -> list[int]:
    """Return the ids of the subjects that a request is about.

    Its own; those named by its address, or by a code on which we called back, unless an officer kept them apart; and those
    whom an officer joined.
    """
    decided = decisions(request)
    named = {pk for pk in named_by(request, sharing(*given(request))) if decided.get(pk, True)}
    return sorted({request.subject_id, *named, *(pk for pk, joined in decided.items() if joined)})


def named_by(request: RightsRequest, found: Mapping[int, Shared]) -> set[int]:
    """Return whom what was given names, of those who share it.

    Who reads an address has not shown that a code is theirs: before we called back on it, an officer says whether it is
    the same person.
    """
    called = set(find_person(scope="reference", value=_called_on(request)))
    return {pk for pk, shared in found.items() if shared.is_named(called_back=pk in called)}


def _called_on(request: RightsRequest) -> str:
    """Return the code on which whoever asks was called back; one that was written down afterwards is another."""
    if request.identity != RightsRequest.Identity.CALL:
        return ""
    newest = request.steps.filter(kind__in=(Kind.CODE, Kind.IDENTIFIED)).order_by("at", "pk").last()
    return "" if newest and newest.kind == Kind.CODE else request.given_code


def given(request: RightsRequest) -> list[str]:
    """Return what whoever asks is known by, also what they gave when they asked again."""
    return [
        text for one in (request, *request.repeats.all()) for text in (one.email, one.phone, one.given_code) if text
    ]


def decisions(request: RightsRequest) -> dict[int, bool]:
    """Return, by subject, whether an officer took them for the person who asks; the newest word counts."""
    steps = request.steps.filter(kind__in=(Kind.JOINED, Kind.APART)).order_by("at", "pk")
    decided = steps.values_list("subject_number", "kind")
    return {number: kind == Kind.JOINED for number, kind in decided if number is not None}


@dataclass(frozen=True)
class Candidate:
    """Somebody in our records who shares what whoever asks gave; `joined` is None while nobody said whether it is them."""

    entry: Entry
    joined: bool | None


def candidates(request: RightsRequest) -> list[Candidate]:
    """Return who else shares what was given, those nobody decided about first; whom an address names is joined."""
    decided = decisions(request)
    found = [entry for entry in look_up(*given(request)) if entry.subject_id != request.subject_id]
    named = named_by(request, {one.subject_id: one.shared for one in found})
    made = [Candidate(one, decided.get(one.subject_id, True if one.subject_id in named else None)) for one in found]
    return sorted(made, key=lambda one: one.joined is not None)


def is_undecided(request: RightsRequest) -> bool:
    """Tell whether somebody shares what was given and no officer said yet whether it is the person who asks."""
    found = sharing(*given(request))
    return bool(found.keys() - {request.subject_id, *decisions(request), *named_by(request, found)})


@contextmanager
def changing(
    request: RightsRequest, by: Any, now: datetime, states: tuple[str, ...] = (State.OPEN,)
) -> Iterator[RightsRequest]:
    """Lock a request for a change by a member of staff, which is written down; raises NotPossible in other states."""
    with transaction.atomic():
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        if current.state not in states or current.first_id:
            raise NotPossible(_("Somebody answered or closed this meanwhile, or it is answered with another."))
        log_access(by, "change", RightsRequest, current.pk, PURPOSE, now)
        yield current


def step(
    request: RightsRequest, kind: str, by: Any, now: datetime, text: str = "", *, subject_number: int | None = None
) -> None:
    RequestStep.objects.create(
        request=request, kind=kind, by=by, at=now, text=text.strip(), subject_number=subject_number
    )


def letter(request: RightsRequest, kind: str, now: datetime) -> None:
    """Queue a letter. It belongs to the request, not to the person's data: deleting those must not stop it."""
    queue_mail(kind=kind, purpose_key=PURPOSE, subject=None, object_id=request.pk, language=request.language, now=now)
