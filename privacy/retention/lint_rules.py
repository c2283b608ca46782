"""Unhealthy: a store whose data nothing would ever delete (R58)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.register.lint import Finding, LintContext, lint_rule
from privacy.register.personal_data import all_personal_data
from privacy.register.stores import store_label


@lint_rule("retention-of-stores")
def every_store_has_its_period(context: LintContext) -> Iterable[Finding]:
    """Art. 5(1)(e): each rule that a store carries out is in the register, with a period or open-ended on purpose."""
    for rule in sorted({rule for store in all_personal_data() for rule in store.rules}):
        if rule not in context.data["retention"]:
            yield Finding(
                code="retention-of-stores",
                subject=rule,
                message=_("“%(store)s” would be kept for ever: no period is set.") % {"store": store_label(rule)},
                fix=_("Add a retention rule with the key “%(key)s”.") % {"key": rule},
            )
