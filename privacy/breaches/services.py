"""Writing breaches down, and closing them only when the law's questions are answered (GDPR Art. 33, 34)."""

from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import transaction

from privacy.access.selectors import privacy_officers
from privacy.access.services import log_access
from privacy.breaches.models import Breach, BreachAlert, MassAccess
from privacy.outbox.staff_mail import notify_once

CLOCK_MAIL = "breaches_clock"
PURPOSE = "site_security"
# What the CMS home remembers of breaches for a minute.
HOME_KEY = "breaches:home"
# Hours left at which every officer is told; -1 once it is too late.
ALERT_HOURS = (72, 24, 6, 0)


class NotComplete(Exception):
    """A breach that cannot be closed yet; the points say what is missing, to staff."""

    def __init__(self, points: list[str]) -> None:
        super().__init__("Something is missing.")
        self.points = points


class AlreadyClosed(Exception):
    """A colleague closed the breach meanwhile: it stays as it was closed."""


@transaction.atomic
def save(*, breach: Breach, by: Any, now: datetime) -> Breach:
    """Keep a breach as it was filled in; a new one tells every officer at once. Raises AlreadyClosed."""
    if breach.pk is None:
        breach.logged_by, breach.logged_at = by, now
    elif not Breach.objects.select_for_update().filter(pk=breach.pk, closed_at=None).exists():
        raise AlreadyClosed
    breach.save()
    log_access(by, "change", Breach, breach.pk, PURPOSE, now)
    tell_clock(now)
    transaction.on_commit(forget_home)
    return breach


@transaction.atomic
def close(*, breach: Breach, by: Any, now: datetime) -> None:
    """Close a breach; raises NotComplete with what is missing."""
    current = Breach.objects.select_for_update().get(pk=breach.pk)
    if points := current.open_points():
        raise NotComplete(points)
    if current.closed_at is None:
        current.closed_at = now
        current.save(update_fields=["closed_at"])
        log_access(by, "change", Breach, current.pk, PURPOSE, now)
        transaction.on_commit(forget_home)


@transaction.atomic
def look(*, alarm: MassAccess, finding: str, by: Any, now: datetime) -> None:
    """Write down what an alarm was, once."""
    waiting = MassAccess.objects.filter(pk=alarm.pk, looked_at=None)
    if waiting.update(looked_at=now, looked_by=by, finding=finding.strip()):
        log_access(by, "change", MassAccess, alarm.pk, PURPOSE, now)
        transaction.on_commit(forget_home)


def forget_home() -> None:
    """Let the CMS home read anew."""
    cache.delete(HOME_KEY)


def hours_left(breach: Breach, *, now: datetime) -> int:
    """Return the whole hours that are left of the 72; negative once they are over."""
    return int((breach.due_at - now).total_seconds() // 3600)


def tell_clock(now: datetime) -> int:
    """The job: tell every officer how many hours are left, once for each mark; return how many mails."""
    officers, count = list(privacy_officers()), 0
    for breach in Breach.objects.filter(closed_at=None, reported_at=None):
        left = hours_left(breach, now=now)
        mark = -1 if left < 0 else min(hours for hours in ALERT_HOURS if left <= hours)
        for officer in officers:
            count += notify_once(
                BreachAlert, to=officer, kind=CLOCK_MAIL, purpose_key=PURPOSE, now=now, breach=breach, hours=mark
            )
    return count
