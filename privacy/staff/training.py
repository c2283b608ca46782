"""Training that ends, and data that nobody may read: found, and told to those who can mend it (R67)."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from privacy.access.models import Authorisation
from privacy.access.selectors import privacy_officers, purposes_nobody_may_read
from privacy.outbox.staff import tell_once
from privacy.register.selectors import register_view
from privacy.staff.models import TrainingWarning, UnreadAlarm

DAYS_BEFORE = (30, 7, 1)
PURPOSE = "site_security"
TO_THE_PERSON, TO_AN_OFFICER, NOBODY_READS = "training_ends", "training_of_others", "nobody_may_read"

Holds = Callable[[Collection[str]], set[str]]
_waiting: list[Holds] = []
_collecting: list[Holds] = []


def register_readers_needed(*, waiting: Holds, collecting: Holds) -> None:
    """Make known, from a room that holds records by purpose, of which keys it has some waiting, and of which it collects."""
    _waiting.append(waiting)
    _collecting.append(collecting)


def unread_purposes(now: datetime) -> set[str]:
    """Return the purposes of which records wait that nobody may read."""
    return _among(_waiting, now)


def unreadable_purposes(now: datetime) -> set[str]:
    """Return the purposes for which records are collected that nobody may read."""
    return _among(_collecting, now)


def ending(now: datetime) -> dict[tuple[Any, date], list[str]]:
    """Return (person, last day) → purposes, of authorisations of active staff that end within 30 days."""
    today = timezone.localdate(now)
    soon = Authorisation.objects.filter(
        user__is_active=True,
        training_valid_until__range=(today, today + timedelta(days=max(DAYS_BEFORE))),
    )
    found: dict[tuple[Any, date], list[str]] = {}
    for authorisation in soon.select_related("user").order_by("training_valid_until", "purpose_key"):
        key = (authorisation.user, authorisation.training_valid_until)
        found.setdefault(key, []).append(authorisation.purpose_key)
    return found


def warn_daily(now: datetime) -> int:
    """Queue what is to be told today; running it again tells nobody twice. Return how many mails."""
    return warn_of_training(now) + alarm_officers(now)


def warn_of_training(now: datetime) -> int:
    """Tell a person and the privacy officers 30, 7 and 1 days before training ends; a missed day is caught up once."""
    today, officers, count = timezone.localdate(now), list(privacy_officers()), 0
    for user, last_day in ending(now):
        days_before = min(days for days in DAYS_BEFORE if (last_day - today).days <= days)
        for to in [user, *(officer for officer in officers if officer.pk != user.pk)]:
            count += tell_once(
                TrainingWarning,
                to=to,
                kind=TO_THE_PERSON if to is user else TO_AN_OFFICER,
                purpose_key=PURPOSE,
                now=now,
                user=user,
                valid_until=last_day,
                days_before=days_before,
            )
    return count


def alarm_officers(now: datetime) -> int:
    """Tell the privacy officers, once a day, that records wait which nobody may read."""
    if not unread_purposes(now):
        return 0
    return sum(
        tell_once(UnreadAlarm, to=officer, kind=NOBODY_READS, purpose_key=PURPOSE, now=now, on=timezone.localdate(now))
        for officer in privacy_officers()
    )


def _among(holders: list[Holds], now: datetime) -> set[str]:
    register = register_view()
    keys = purposes_nobody_may_read((purpose.key for purpose in register.purposes) if register else (), now)
    return set().union(*(holds(keys) for holds in holders)) if keys else set()
