"""Ending what somebody has open in the CMS, on every device."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.utils import timezone


def sessions_of(user: Any, *, now: datetime) -> list[str]:
    """Return the keys of a person's open sessions. Sessions say whose they are only inside; staff have few."""
    own = str(user.pk)
    current = Session.objects.filter(expire_date__gt=now).order_by("pk")
    return [row.session_key for row in current.iterator() if str(row.get_decoded().get(SESSION_KEY)) == own]


def end_sessions(*, user: Any, but: str = "") -> int:
    """End a person's sessions at once, all but the one named; return how many there were."""
    keys = [key for key in sessions_of(user, now=timezone.now()) if key != but]
    Session.objects.filter(pk__in=keys).delete()
    return len(keys)


def is_over(session: SessionBase) -> bool:
    """Tell whether somebody signed in SESSION_COOKIE_AGE ago or before: what is written meanwhile lengthens nothing."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
    began = records[0].get("at")
    return began is not None and time.time() - began > settings.SESSION_COOKIE_AGE


@dataclass(frozen=True)
class SignedIn:
    """One open session: since when, and whether it is the one that asks. Of browser and connection nothing is kept."""

    since: datetime | None
    is_this: bool


def signed_in(user: Any, *, this: str, now: datetime) -> list[SignedIn]:
    """Return a person's open sessions, the one that asks first, then the newest."""
    found = []
    for row in Session.objects.filter(pk__in=sessions_of(user, now=now)):
        records = row.get_decoded().get(AUTHENTICATION_METHODS_SESSION_KEY) or [{}]
        at = records[0].get("at")
        since = datetime.fromtimestamp(at, tz=UTC) if at else None
        found.append(SignedIn(since, row.session_key == this))
    return sorted(found, key=lambda one: (not one.is_this, -(one.since.timestamp() if one.since else 0)))
