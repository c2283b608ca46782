"""What an officer does about a flood of made-up choices: delete a stretch of time, and admit to it.

A record names nobody, so that real choices of that time go with the others: the proof of them, not the choices themselves,
which stand in their browsers. Withdrawals by number stay.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from privacy.access.services import log_access
from privacy.cookies.models import ChoicesPruned, ConsentRecord


def choices_between(since: datetime, until: datetime) -> QuerySet[ConsentRecord]:
    """Return the choices recorded from `since` until before `until`, but withdrawals by number."""
    found = ConsentRecord.objects.filter(recorded_at__gte=since, recorded_at__lt=until)
    return found.exclude(method=ConsentRecord.Method.RECEIPT)


def prune_choices(*, since: datetime, until: datetime, by: Any, now: datetime) -> ChoicesPruned:
    """Delete the choices of a stretch of time that is over; return the note that it was done.

    Raises IntegrityError for one that is not over, or ends before it begins.
    """
    with transaction.atomic():
        found = choices_between(since, until)
        note = ChoicesPruned.objects.create(since=since, until=until, count=found.count(), at=now)
        log_access(by, "erase", ChoicesPruned, note.pk, "consent_proof", now)
        found.delete()
    return note
