"""Deadlines told in time: 14, 7, 3 and 1 days before, and once it is too late (R82)."""

from datetime import datetime, timedelta
from typing import Any

from privacy.access.selectors import privacy_officers
from privacy.operations.schedule import register_job
from privacy.outbox.staff_mail import notify_once
from privacy.rights import id_documents
from privacy.rights.deadline import ALERT_DAYS, days_left
from privacy.rights.mails import ARRIVED_MAIL, DEADLINE
from privacy.rights.models import DeadlineAlert, RightsRequest
from privacy.rights.post_answer import forget_names
from privacy.rights.restriction import lift_what_is_due
from privacy.rights.steps import PURPOSE

OVERDUE = -1
# No deadline: that the request is there.
ARRIVED = 28


def tell_deadlines(now: datetime) -> int:
    """Queue today's alerts to every privacy officer; running it again tells nobody twice. Return how many."""
    officers, count = list(privacy_officers()), 0
    for request in RightsRequest.objects.filter(state=RightsRequest.State.OPEN, first=None):
        left = days_left(request.due_on, now=now)
        mark = OVERDUE if left < 0 else min((days for days in ALERT_DAYS if left <= days), default=None)
        if mark is not None:
            about: dict[str, Any] = {"request": request, "due_on": request.due_on, "days_before": mark}
            count += sum(
                notify_once(DeadlineAlert, to=officer, kind=DEADLINE, purpose_key=PURPOSE, now=now, **about)
                for officer in officers
            )
    return count


def tell_arrived(*, request: RightsRequest, now: datetime, by: Any = None) -> int:
    """Tell every privacy officer but `by` that a request came in, once; return how many."""
    about: dict[str, Any] = {"request": request, "due_on": request.due_on, "days_before": ARRIVED}
    officers = [officer for officer in privacy_officers() if officer != by]
    return sum(
        notify_once(DeadlineAlert, to=officer, kind=ARRIVED_MAIL, purpose_key=PURPOSE, now=now, **about)
        for officer in officers
    )


def register_alerts() -> None:
    """Make the room's jobs known."""
    register_job("rights_deadlines", every=timedelta(hours=6), run=tell_deadlines)
    register_job("rights_copies", every=timedelta(minutes=10), run=id_documents.sweep)
    register_job("rights_lift", every=timedelta(hours=6), run=lift_what_is_due)
    register_job("rights_forget_names", every=timedelta(hours=1), run=lambda now: forget_names(now=now))
