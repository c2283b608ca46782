"""What waits in the outbox, and for how long."""

from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from privacy.outbox.models import OutboxMail

State = OutboxMail.State
WAITING = (State.QUEUED, State.CLAIMED, State.FAILED)


def waiting_or_given_up() -> QuerySet[OutboxMail]:
    """Return the mails that have not gone out and still should."""
    return OutboxMail.objects.filter(state__in=[*WAITING, State.GIVEN_UP]).order_by("created_at", "pk")


def given_up_count() -> int:
    """Return how many mails nobody tries any more."""
    return OutboxMail.objects.filter(state=State.GIVEN_UP).count()


def oldest_due_age(*, now: datetime) -> timedelta:
    """Return for how long the longest-waiting mail has been due and untouched; zero when none is.

    A mail that failed and waits for its next attempt is not late: its mail server is.
    """
    oldest = OutboxMail.objects.filter(state__in=WAITING, not_before__lte=now).aggregate(oldest=Min("not_before"))
    return now - oldest["oldest"] if oldest["oldest"] else timedelta(0)
