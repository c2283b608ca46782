"""What is kept, what went and what goes next, rule by rule; and that a named person looked at it (R59; policy §5)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from privacy.access.review import LoggedReview
from privacy.personal_data.contract import PersonalData, all_personal_data
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
# What of a line a signature stands for.
FIGURES = ("deleted", "overdue", "next_week", "failed")


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
    last = retention_review.last()
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


class KeptReview(LoggedReview):
    """Every month."""

    model = RetentionReview
    every = EVERY
    sign_permission = "privacy_retention.add_retentionreview"
    url_name = "retention_review"
    missing = _("The monthly retention review has been missing since %(day)s.")

    def seen(self, now: datetime) -> dict[str, Any]:
        register = released_register()
        figures = {line.rule: {name: getattr(line, name) for name in FIGURES} for line in lines(now=now)}
        return {"release_number": register.number if register else 0, "figures": figures}


retention_review = KeptReview()
due_since, sign = retention_review.due_since, retention_review.sign


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
