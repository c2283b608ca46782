"""When a message is deleted: the released rule of its purpose, counted from its trigger."""

from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from leads.submissions.kinds import kind_of_rule, submission_kinds
from leads.submissions.models import Submission
from privacy.register.models.facts import RetentionRule
from privacy.register.release import ReleasedPeriod
from privacy.register.selectors import released_register

# The rules that are carried out on messages, and the moments they may count from.
RULES = ("contact-submissions",)
TRIGGERS: dict[str, str] = {
    RetentionRule.Trigger.LAST_CONTACT: "last_contact_at",
    RetentionRule.Trigger.CREATED: "received_at",
}


def rule_for(purpose_key: str) -> ReleasedPeriod | None:
    """Return the released rule carried out on the messages of a purpose."""
    register, known = released_register(), rules()
    periods = register.periods if register else ()
    return next((rule for rule in periods if rule.purpose == purpose_key and rule.key in known), None)


def rules() -> dict[str, frozenset[str]]:
    """Return the rules that end messages, here or in the room of their kind → the moments each may count from."""
    own = frozenset(str(trigger) for trigger in TRIGGERS)
    return dict.fromkeys(RULES, own) | {kind.rule: kind.triggers for kind in submission_kinds()}


def erasure_day(submission: Submission) -> date | None:
    """Return the day on which a message is deleted if nothing happens; None without a rule (R60)."""
    rule = rule_for(submission.purpose_key)
    start = _start(submission, rule) if rule else None
    if rule is None or rule.value is None or start is None:
        return None
    return add_period(timezone.localdate(start), rule.value, rule.unit)


def _start(submission: Submission, rule: ReleasedPeriod) -> datetime | None:
    if kind := kind_of_rule(rule.key):
        return kind.begins(submission)
    field = TRIGGERS.get(rule.trigger)
    return getattr(submission, field) if field else None


def add_period(day: date, value: int, unit: str) -> date:
    """Return the day after a period; where its month has no such day, the first of the next month."""
    end = day + relativedelta(**{unit: value})
    clipped = unit != RetentionRule.Unit.DAYS and end.day != day.day
    return end + timedelta(days=1) if clipped else end
