"""Told by mail, once: training that ends, data that nobody may read, an access review that is missing (R65, R67)."""

from datetime import datetime

from django.utils import timezone

from privacy.access.models import AccessReviewAlarm, TrainingWarning, UnreadAlarm
from privacy.access.review import (
    due_since,
)
from privacy.access.selectors import privacy_officers
from privacy.access.training import (
    DAYS_BEFORE,
    ending,
    unread_purposes,
)
from privacy.outbox.staff_mail import notify_once
from privacy.staff.purposes import PURPOSE

TO_THE_PERSON, TO_AN_OFFICER, NOBODY_READS = "training_ends", "training_of_others", "nobody_may_read"


def warn_daily(now: datetime) -> int:
    """Queue what is to be told today; running it again tells nobody twice. Return how many mails."""
    return warn_of_training(now) + alarm_officers(now)


def warn_of_training(now: datetime) -> int:
    """Tell a person and the privacy officers 30, 7 and 1 days before training ends; a missed day is caught up once."""
    today, officers, count = timezone.localdate(now), list(privacy_officers()), 0
    for user, last_day in ending(now):
        days_before = min(days for days in DAYS_BEFORE if (last_day - today).days <= days)
        for to in [user, *(officer for officer in officers if officer.pk != user.pk)]:
            count += notify_once(
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
        notify_once(
            UnreadAlarm, to=officer, kind=NOBODY_READS, purpose_key=PURPOSE, now=now, on=timezone.localdate(now)
        )
        for officer in privacy_officers()
    )


REVIEW_MISSING = "access_review"


def tell_missing(now: datetime) -> int:
    """The job: queue one mail to every privacy officer once a review is missing; return how many."""
    since = due_since(now=now)
    if since is None:
        return 0
    day = timezone.localdate(since)
    return sum(
        notify_once(AccessReviewAlarm, to=officer, kind=REVIEW_MISSING, purpose_key=PURPOSE, now=now, since=day)
        for officer in privacy_officers()
    )
