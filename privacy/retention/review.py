"""What is kept, what went and what goes next, rule by rule; and that a named person looked at it (R59; policy §5)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum

from privacy.access.services import log_access
from privacy.personal_data.contract import PersonalData, all_personal_data
from privacy.register.models.releases import Release
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register
from privacy.retention.expiry import OPEN_ENDED
from privacy.retention.models import RetentionReview, RetentionRun
from privacy.retention.periods import cutoff

# A month and a few days: a review that slips over a weekend is not late.
EVERY = timedelta(days=35)
# The daily run takes what is due; what is still there after two days was missed.
MISSED = timedelta(days=2)
AHEAD = timedelta(days=7)
FIRST_REVIEW = timedelta(days=31)


@dataclass(frozen=True)
class RuleLine:
    """One rule of the release: how many records went since the last review, were missed, and go next week."""

    rule: str
    label: str
    sentence: str
    deleted: int
    overdue: int
    next_week: int
    failed: bool
    open_ended: bool
    carried_out: bool

    @property
    def bad(self) -> bool:
        return bool(self.overdue) or self.failed


def lines(*, now: datetime) -> list[RuleLine]:
    """Return every retention rule of the release in force; none before the first."""
    register = released_register()
    if register is None:
        return []
    last = last_review()
    since = last.signed_at if last else now - FIRST_REVIEW
    runs = RetentionRun.objects.filter(ran_at__gt=since)
    deleted = dict(runs.values_list("rule").annotate(total=Sum("count")).order_by())
    failed = set(runs.exclude(error="").filter(ran_at__gt=now - MISSED).values_list("rule", flat=True))
    stores: dict[str, list[PersonalData]] = defaultdict(list)
    for store in all_personal_data():
        for rule in store.rules:
            stores[rule].append(store)
    return [
        _line(register, period.key, stores[period.key], deleted.get(period.key) or 0, period.key in failed, now)
        for period in register.periods
    ]


def last_review() -> RetentionReview | None:
    """Return the latest review."""
    return RetentionReview.objects.first()


def due_since(*, now: datetime) -> datetime | None:
    """Return since when the review is missing; None while it is not. Counted from the first release at the start."""
    last = last_review()
    first = (
        last.signed_at if last else Release.objects.order_by("number").values_list("published_at", flat=True).first()
    )
    return first + EVERY if first and first + EVERY < now else None


def sign(*, user: Any, remark: str, now: datetime) -> RetentionReview:
    """Write down that `user` went through what is kept, with the figures as they are now."""
    register = released_register()
    seen = {
        line.rule: {
            "deleted": line.deleted,
            "overdue": line.overdue,
            "next_week": line.next_week,
            "failed": line.failed,
        }
        for line in lines(now=now)
    }
    with transaction.atomic():
        review = RetentionReview(
            signed_at=now,
            actor_id=user.pk,
            name=user.get_full_name() or user.get_username(),
            release_number=register.number if register else 0,
            figures=seen,
            remark=remark.strip(),
        )
        review.save(force_insert=True)
        log_access(user, "change", RetentionReview, review.pk, "", now)
    return review


def _line(
    register: ReleasedRegister, rule: str, stores: list[PersonalData], deleted: int, failed: bool, now: datetime
) -> RuleLine:
    period = register.retention(rule)
    counted = bool(stores) and period.value is not None and period.trigger not in OPEN_ENDED

    def due(moment: datetime) -> int:
        if not counted:
            return 0
        before = cutoff(moment, period.value, period.unit)  # type: ignore[arg-type]
        return sum(store.due(rule, before=before).count() for store in stores)

    return RuleLine(
        rule=rule,
        label=period.store_label,
        sentence=period.sentence,
        deleted=deleted,
        overdue=due(now - MISSED),
        next_week=due(now + AHEAD),
        failed=failed,
        open_ended=period.trigger in OPEN_ENDED,
        carried_out=bool(stores),
    )
