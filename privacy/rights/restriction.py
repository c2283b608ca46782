"""Keep what a person gave and use none of it, until they were told that it is used again (GDPR Art. 18; R75)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from privacy.outbox.models import OutboxMail
from privacy.retention import restrictions
from privacy.rights.deadline import received_day
from privacy.rights.models import Right, RightsRequest
from privacy.rights.steps import Kind, NotPossible, State, changing, letter, step, subjects_of

LIFTING = "rights_lifting"
# Between the letter and the day on which data are used again: time to object.
LIFT_AFTER = timedelta(days=7)
# A request for these is a ground to restrict as well (Art. 18(1)(a), (d)).
MAY_RESTRICT = (Right.RESTRICTION, Right.RECTIFICATION, Right.OBJECTION)


def restrict_use(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Keep what the person gave until now and use none of it: no list, no table, no mail (Art. 18; R75)."""
    with changing(request, by, now) as current:
        if not current.identity:
            raise NotPossible(_("First write down how we know who asks."))
        if current.restricted_at:
            raise NotPossible(_("The use is restricted already."))
        restrictions.restrict(subject_ids=subjects_of(current), now=now)
        current.restricted_at = now
        current.save(update_fields=["restricted_at"])
        step(current, Kind.RESTRICTED, by, now)


def announce_lifting(*, request: RightsRequest, reason: str, by: Any, now: datetime) -> None:
    """Tell the person that, and why, their data are used again in a week: they must know before (Art. 18(3))."""
    with changing(request, by, now, states=(State.ANSWERED, State.CLOSED)) as current:
        if not current.restricted_at or current.lift_on:
            raise NotPossible(_("The use is not restricted, or its end was announced already."))
        if not reason.strip():
            raise NotPossible(_("Write the reason: it stands in the letter."))
        current.lift_on = received_day(now) + LIFT_AFTER
        current.save(update_fields=["lift_on"])
        step(current, Kind.LIFTING, by, now, reason)
        if current.email:
            letter(current, LIFTING, now)


def lift(*, request: RightsRequest, by: Any, now: datetime) -> None:
    """Use the data again, after a letter that went by post or could not be sent by mail."""
    with changing(request, by, now, states=(State.ANSWERED, State.CLOSED)) as current:
        if not current.lift_on or current.lifted_at or received_day(now) < current.lift_on:
            raise NotPossible(_("The day that the person was told has not come."))
        _lift(current, by, now)


def lift_what_is_due(now: datetime) -> int:
    """End the restrictions whose day has come and whose letter is out; return how many. A daily job."""
    due = RightsRequest.objects.filter(lift_on__lte=received_day(now), lifted_at=None)
    letters = OutboxMail.objects.filter(kind=LIFTING, state=OutboxMail.State.SENT)
    count = 0
    for pk in due.filter(pk__in=letters.values("object_id")).values_list("pk", flat=True):
        with transaction.atomic():
            _lift(RightsRequest.objects.select_for_update().get(pk=pk), None, now)
            count += 1
    return count


def _lift(current: RightsRequest, by: Any, now: datetime) -> None:
    """End a restriction, unless another request of the person keeps it."""
    ids = set(subjects_of(current))
    others = RightsRequest.objects.filter(restricted_at__isnull=False, lifted_at=None).exclude(pk=current.pk)
    kept = {pk for other in others for pk in subjects_of(other)}
    restrictions.lift(subject_ids=ids - kept, now=now)
    current.lifted_at = now
    current.save(update_fields=["lifted_at"])
    step(current, Kind.LIFTED, by, now)
