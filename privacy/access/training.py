"""Training that ends, and data that nobody may read: found, and told to those who can mend it (R67)."""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from privacy.access.models import Authorisation
from privacy.access.selectors import purposes_nobody_may_read
from privacy.register.selectors import released_register

DAYS_BEFORE = (30, 7, 1)
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


def _among(holders: list[Holds], now: datetime) -> set[str]:
    register = released_register()
    keys = purposes_nobody_may_read((purpose.key for purpose in register.purposes) if register else (), now)
    return set().union(*(holds(keys) for holds in holders)) if keys else set()
