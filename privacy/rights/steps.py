"""What every verb of a request stands on: whom it is about, its lock, its history, its letters."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacy.access.services import log_access
from privacy.outbox.services import queue_mail
from privacy.retention.people import find_person
from privacy.rights.models import RequestStep, RightsRequest

PURPOSE = "rights_requests"
Kind, State = RequestStep.Kind, RightsRequest.State


class NotPossible(Exception):
    """A step that the request's state refuses; the message says what to do instead, to staff."""


def subjects_of(request: RightsRequest) -> list[int]:
    """Return the ids of the subjects that a request is about: its own, and everybody known by its address."""
    known = find_person(scope="email", value=request.email) if request.email else []
    return sorted({request.subject_id, *known})


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


def step(request: RightsRequest, kind: str, by: Any, now: datetime, text: str = "") -> None:
    RequestStep.objects.create(request=request, kind=kind, by=by, at=now, text=text.strip())


def letter(request: RightsRequest, kind: str, now: datetime) -> None:
    """Queue a letter. It belongs to the request, not to the person's data: deleting those must not stop it."""
    queue_mail(kind=kind, purpose_key=PURPOSE, subject=None, object_id=request.pk, language=request.language, now=now)
