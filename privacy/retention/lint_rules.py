"""Unhealthy: periods that are not carried out, and data that no period ends (R58, R93)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.personal_data.contract import all_personal_data, carried_out
from privacy.personal_data.labels import store_label
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule, purpose_url
from privacy.register.models.facts import Purpose, RetentionRule
from privacy.register.selectors import titles_by_key
from privacy.register.service_registry import rules_carried_out
from privacy.retention.kept import is_anything_kept, only_prepared

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


@lint_rule("retention-carried-out")
def told_periods_are_carried_out(context: LintContext) -> Iterable[Finding]:
    """Policy §5: nothing is told to be deleted that no store deletes (R93)."""
    known = rules_carried_out()
    for period in context.facts.periods:
        if period.key not in known:
            yield Finding(
                code="retention.not_carried_out",
                subject=period.key,
                message=_("“%(store)s” would be told to end, and nothing of the kind is kept or deleted.")
                % {"store": period.store_label},
                fix=_("Archive the retention rule until a part of the website keeps such data."),
                url=edit_url(RetentionRule, key=period.key),
            )


@lint_rule("purposes-with-data")
def data_are_told_until_they_are_gone(context: LintContext) -> Iterable[Finding]:
    """A purpose with data is in use or ended; one that ended is archived once its data are gone (R93)."""
    names = titles_by_key()
    for purpose in Purpose.objects.exclude(status=Purpose.Status.IN_USE).filter(archived_at=None):
        kept = is_anything_kept(purpose.key)
        if purpose.status == Purpose.Status.PREPARED and kept:
            yield Finding(
                code="purpose.prepared_with_data",
                subject=purpose.key,
                message=_("Data are kept for “%(purpose)s”, and nobody would be told: the purpose is only prepared.")
                % {"purpose": names.get(purpose.key, purpose.key)},
                fix=_("Set it to “ended” until they are gone, or to “in use”."),
                url=purpose_url(purpose.key),
            )
        if purpose.status == Purpose.Status.ENDED and not kept:
            yield Finding(
                code="purpose.ended_and_empty",
                subject=purpose.key,
                message=_("“%(purpose)s” has ended, and the last of its data are gone.")
                % {"purpose": names.get(purpose.key, purpose.key)},
                fix=_("Archive the purpose, so that the next version no longer tells it."),
                url=purpose_url(purpose.key),
                blocks_release=False,
            )


@lint_rule("retention-of-stores")
def every_store_has_its_period(context: LintContext) -> Iterable[Finding]:
    """Art. 5(1)(e): each rule that a store carries out is in the register, with a period or open-ended on purpose."""
    for rule in sorted({rule for store in all_personal_data() for rule in store.rules}):
        if rule not in context.facts.periods_by_key and not only_prepared(rule):
            yield Finding(
                code="retention-of-stores",
                subject=rule,
                message=_("“%(store)s” would be kept for ever: no period is set.") % {"store": store_label(rule)},
                fix=_("Add a retention rule with the key “%(key)s”.") % {"key": rule},
            )
