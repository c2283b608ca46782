"""Who may still read what, looked through every quarter by a named person (policy §5: only those who need access; R65)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max

from privacy.access.models import AccessEvent, AccessReview
from privacy.access.selectors import purpose_titles, valid_authorisations
from privacy.access.services import log_access
from privacy.register.models.releases import Release

# A quarter and a few days: a review that slips over a weekend is not late.
EVERY = timedelta(days=95)
# Whoever did nothing with the data of a purpose for so long hardly needs them.
IDLE = timedelta(days=90)
# What stands in the access log under a purpose without its data being used.
NO_USE = (AccessEvent.Action.REFUSED, AccessEvent.Action.AUTHORISE, AccessEvent.Action.REVOKE)


@dataclass(frozen=True)
class Reading:
    """That somebody may read the data of a purpose, until when, and when they last did."""

    purpose: str
    until: Any
    last: datetime | None
    idle: bool


@dataclass(frozen=True)
class Access:
    """One active member of staff: their roles, when they last signed in, and what they may read."""

    user: Any
    name: str
    roles: tuple[str, ...]
    last_login: datetime | None
    idle: bool
    readings: tuple[Reading, ...]


def accesses(*, now: datetime) -> list[Access]:
    """Return every active account with what it may do; five queries, however many there are."""
    users = get_user_model()._default_manager.filter(is_active=True).prefetch_related("groups").order_by("pk")
    events = AccessEvent.objects.exclude(action__in=NO_USE).order_by()
    used = {(row[0], row[1]): row[2] for row in events.values_list("actor_id", "purpose_key").annotate(last=Max("at"))}
    granted = list(valid_authorisations(now))
    titles = purpose_titles({one.purpose_key for one in granted})
    readings: dict[int, list[Reading]] = defaultdict(list)
    for one in granted:
        last = used.get((one.user_id, one.purpose_key))
        idle = (last or one.granted_at) < now - IDLE
        readings[one.user_id].append(Reading(titles[one.purpose_key], one.training_valid_until, last, idle))
    return [
        Access(
            user=user,
            name=user.get_full_name() or user.get_username(),
            roles=tuple(sorted(group.name for group in user.groups.all())),
            last_login=user.last_login,
            idle=(user.last_login or user.date_joined) < now - IDLE,
            readings=tuple(sorted(readings[user.pk], key=lambda reading: reading.purpose)),
        )
        for user in users
    ]


def due_since(*, now: datetime) -> datetime | None:
    """Return since when the review is missing; None while it is not. Counted from the first release at the start."""
    last = AccessReview.objects.first()
    first = (
        last.signed_at if last else Release.objects.order_by("number").values_list("published_at", flat=True).first()
    )
    return first + EVERY if first and first + EVERY < now else None


@transaction.atomic
def sign(*, user: Any, remark: str, now: datetime) -> AccessReview:
    """Write down that `user` went through who may read what, with the figures as they are now."""
    seen = accesses(now=now)
    review = AccessReview(
        signed_at=now,
        actor_id=user.pk,
        name=user.get_full_name() or user.get_username(),
        figures={
            "people": len(seen),
            "idle_people": sum(one.idle for one in seen),
            "authorisations": sum(len(one.readings) for one in seen),
            "idle_authorisations": sum(reading.idle for one in seen for reading in one.readings),
        },
        remark=remark.strip(),
    )
    review.save(force_insert=True)
    log_access(user, "change", AccessReview, review.pk, "", now)
    return review
