"""Unhealthy: people of a company may read data, and nobody is told that it receives them."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy.access.selectors import companies_that_read, purpose_titles
from privacy.register.lint import Finding, LintContext, lint_rule


@lint_rule("companies_that_read")
def whoever_reads_is_named(context: LintContext) -> Iterable[Finding]:
    """A company whose people are authorised for a purpose is one of its recipients (Art. 13(1)(e))."""
    for company, key in companies_that_read(timezone.now()):
        purpose = context.facts.purposes_by_key.get(key)
        if purpose and company.key not in {vendor.key for vendor in purpose.vendors}:
            yield Finding(
                code="access.company",
                subject=f"{key}:{company.key}",
                message=_(
                    "People of %(company)s may read the data of “%(purpose)s”, and the policy would not name it there."
                )
                % {"company": company.name, "purpose": purpose_titles([key])[key]},
                fix=_("Switch the company on and add it to the purpose, or take back what its people may read."),
                url=reverse("authorisations:index"),
                state=company.key,
            )
