"""Unhealthy: a store whose data nothing would ever delete (R58)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.personal_data.contract import all_personal_data, carried_out
from privacy.personal_data.labels import store_label
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.models.facts import RetentionRule

Action, Trigger = RetentionRule.Action, RetentionRule.Trigger


@lint_rule("retention-as-promised")
def rules_promise_what_is_carried_out(context: LintContext) -> Iterable[Finding]:
    """Policy §5: a period counts from where the policy says it does, and ends as the policy says (R58, R60)."""
    for period in context.facts.periods:
        can = carried_out(period.key)
        if can is None or (period.trigger in can.triggers and period.action in can.actions):
            continue
        said = f"{period.action_label} {Trigger(period.trigger).label}"
        done = [
            f"{Action(action).label} {Trigger(trigger).label}" for action in can.actions for trigger in can.triggers
        ]
        yield Finding(
            code="retention-as-promised",
            subject=period.key,
            message=_("“%(store)s” would be called “%(said)s”, and the website does something else.")
            % {"store": period.store_label, "said": said},
            fix=_("Choose what it does: %(done)s.") % {"done": "; ".join(sorted(done))},
            url=edit_url(RetentionRule, key=period.key),
        )


@lint_rule("retention-of-stores")
def every_store_has_its_period(context: LintContext) -> Iterable[Finding]:
    """Art. 5(1)(e): each rule that a store carries out is in the register, with a period or open-ended on purpose."""
    for rule in sorted({rule for store in all_personal_data() for rule in store.rules}):
        if rule not in context.facts.periods_by_key:
            yield Finding(
                code="retention-of-stores",
                subject=rule,
                message=_("“%(store)s” would be kept for ever: no period is set.") % {"store": store_label(rule)},
                fix=_("Add a retention rule with the key “%(key)s”.") % {"key": rule},
            )
