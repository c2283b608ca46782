"""After the answer: it came back, it goes by post, the name in a request to delete goes (R84; GDPR Art. 17)."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from privacy.access.services import log_access
from privacy.outbox.models import OutboxMail
from privacy.rights.models import RequestStep, Right, RightsRequest
from privacy.rights.services import ANSWERED, EXTENDED, GIVES, RECEIVED
from privacy.rights.steps import PURPOSE, Kind, NotPossible, State, changing, step

# What of a request is about the person.
PERSONAL = ("name", "email", "phone", "given_code", "words", "answer", "reason")


def came_back(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Open a request again whose answer did not arrive (R84); `by` is None when the mail queue gave it up.

    Outcome and words stay, to be sent another way. Raises NotPossible when it is not answered, or names nobody any more.
    """
    with transaction.atomic():
        current = RightsRequest.objects.select_for_update().get(pk=request.pk)
        if current.state == State.OPEN or current.first_id or current.forgotten_at:
            raise NotPossible(_("This request has no answer that could have come back."))
        current.state, current.answered_at, current.closed_at = State.OPEN, None, None
        current.save(update_fields=["state", "answered_at", "closed_at"])
        step(current, Kind.CAME_BACK, by, now)
        if by is not None:
            log_access(by, "change", RightsRequest, current.pk, PURPOSE, now)


def answer_by_post(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Take out an e-mail address that does not work: the letter is printed."""
    with changing(request, by, now) as current:
        current.email = ""
        current.save(update_fields=["email", *current.hash_identifiers()])
        step(current, Kind.BY_POST, by, now)


def forget_names(*, now: datetime) -> int:
    """Take the name out of closed requests to delete whose letter is out; return how many.

    What stays says that somebody asked, when, and that it was answered in time.
    """
    # A letter that was given up did not arrive: the request is open again, and its answer goes another way or by post.
    waits = OutboxMail.objects.filter(kind__in=(RECEIVED, EXTENDED, ANSWERED)).exclude(
        state__in=(OutboxMail.State.SENT, OutboxMail.State.NOT_ALLOWED)
    )
    posted = RequestStep.objects.filter(request=OuterRef("pk"), kind=Kind.BY_POST)
    done = RightsRequest.objects.filter(
        Q(erasure_id__isnull=False) | Q(first__erasure_id__isnull=False),
        state=State.CLOSED,
        right=Right.ERASURE,
        outcome__in=GIVES,
        forgotten_at=None,
    )
    count = 0
    for pk in done.exclude(Q(pk__in=waits.values("object_id")), ~Exists(posted)).values_list("pk", flat=True):
        with transaction.atomic():
            request = RightsRequest.objects.select_for_update().get(pk=pk)
            forget(request, now=now)
            count += 1
    return count


def forget(request: RightsRequest, *, now: datetime) -> None:
    """Take everything about the person out of a request; the kind, the days and the outcome stay."""
    for name in PERSONAL:
        setattr(request, name, "")
    request.forgotten_at = now
    request.save(update_fields=[*PERSONAL, *request.hash_identifiers(), "forgotten_at"])
    RequestStep.objects.filter(request=request).update(text="")
    step(request, Kind.FORGOTTEN, None, now)
