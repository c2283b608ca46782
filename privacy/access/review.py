"""Who may still read what, looked through every quarter by a named person (policy §5: only those who need access; R65)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacy.access.models import AccessEvent, AccessReview
from privacy.access.selectors import purpose_titles, valid_authorisations
from privacy.access.services import log_access
from privacy.cms.models import ReviewRecord
from privacy.cms.review import SignedReview
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
    # Whom they work for there, empty for us.
    company: str = ""


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
    granted = list(valid_authorisations(now).select_related("company"))
    titles = purpose_titles({one.purpose_key for one in granted})
    readings: dict[int, list[Reading]] = defaultdict(list)
    for one in granted:
        last = used.get((one.user_id, one.purpose_key))
        idle = (last or one.granted_at) < now - IDLE
        readings[one.user_id].append(
            Reading(
                titles[one.purpose_key], one.training_valid_until, last, idle, one.company.name if one.company else ""
            )
        )
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


class LoggedReview(SignedReview):
    """A review that begins with the first release, and whose signature stands in the access log."""

    def begun(self) -> datetime | None:
        return Release.objects.order_by("number").values_list("published_at", flat=True).first()

    def signed(self, record: ReviewRecord, user: Any, now: datetime) -> None:
        log_access(user, "change", self.model, record.pk, "", now)


class AccessesReview(LoggedReview):
    """Every quarter."""

    model = AccessReview
    every = EVERY
    sign_permission = "privacy_access.add_accessreview"
    url_name = "access_review"
    missing = _("The quarterly access review has been missing since %(day)s.")

    def seen(self, now: datetime) -> dict[str, Any]:
        found = accesses(now=now)
        figures = {
            "people": len(found),
            "idle_people": sum(one.idle for one in found),
            "authorisations": sum(len(one.readings) for one in found),
            "idle_authorisations": sum(reading.idle for one in found for reading in one.readings),
        }
        return {"figures": figures}


access_review = AccessesReview()
due_since, sign = access_review.due_since, access_review.sign
