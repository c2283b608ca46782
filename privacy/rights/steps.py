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
from privacy.personal_data.look_up import Entry, Shared, entries_of, find_person, sharing
from privacy.rights.models import RequestStep, RightsRequest

PURPOSE = "rights_requests"
Kind, State = RequestStep.Kind, RightsRequest.State


class NotPossible(Exception):
    """A step that the request's state refuses; the message says what to do instead, to staff."""


@dataclass(frozen=True)
class Asker:
    """Who asks, looked up once: who shares what they gave, what officers decided, and whom what was given names."""

    subject_id: int
    found: Mapping[int, Shared]
    decided: Mapping[int, bool]
    named: frozenset[int]

    @property
    def subjects(self) -> list[int]:
        """The subjects that the request is about.

        Its own; those named by its address, or by a code on which we called back, unless an officer kept them apart; and
        those whom an officer joined.
        """
        named = {pk for pk in self.named if self.decided.get(pk, True)}
        return sorted({self.subject_id, *named, *(pk for pk, joined in self.decided.items() if joined)})

    @property
    def is_undecided(self) -> bool:
        """Whether somebody shares what was given and no officer said yet whether it is the person who asks."""
        return bool(self.found.keys() - {self.subject_id, *self.decided, *self.named})

    def joined(self, subject_id: int) -> bool | None:
        """Whether an entry is taken for the person who asks; None while nobody said so."""
        return self.decided.get(subject_id, True if subject_id in self.named else None)


def asker_of(request: RightsRequest) -> Asker:
    """Look up who asks.

    Who reads an address has not shown that a code is theirs: before we called back on it, an officer says whether it is
    the same person.
    """
    found = sharing(*given(request))
    called = set(find_person(scope="reference", value=_called_on(request)))
    named = frozenset(pk for pk, shared in found.items() if shared.is_named(called_back=pk in called))
    return Asker(request.subject_id, found, decisions(request), named)


def subjects_of(request: RightsRequest) -> list[int]:
    """Return the ids of the subjects that a request is about."""
    return asker_of(request).subjects


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


def candidates(asker: Asker) -> list[Candidate]:
    """Return who else shares what was given, those nobody decided about first; whom an address names is joined."""
    others = {pk: shared for pk, shared in asker.found.items() if pk != asker.subject_id}
    made = [Candidate(entry, asker.joined(entry.subject_id)) for entry in entries_of(others)]
    return sorted(made, key=lambda one: one.joined is not None)


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
