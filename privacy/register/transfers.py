"""Where data may go, and under which safeguards (GDPR Art. 44–46)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from privacy.register.lint import Finding, LintContext, lint_rule
from privacy.register.lint_rules import of_vendor
from privacy.register.models.facts import Vendor
from privacy.register.released_companies import ReleasedVendor

# Countries of the European Economic Area: data that stay there are not transferred (Art. 44).
EEA = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
# Countries that the Commission found adequate (Art. 45), as decided by the end of 2025. On the United States see below.
ADEQUATE = frozenset(("AD", "AR", "CA", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"))
FITTING: dict[str, frozenset[str]] = {
    Vendor.Safeguards.EEA: EEA,
    Vendor.Safeguards.ADEQUACY: ADEQUATE,
    Vendor.Safeguards.FRAMEWORK: frozenset(("US",)),
}


@lint_rule("transfers")
def safeguards_fit_the_country(context: LintContext) -> Iterable[Finding]:
    """The safeguards told of a company are possible for the country told of it (Art. 13(1)(f))."""
    for vendor in context.facts.vendors:
        if vendor.safeguards and not _fit(vendor):
            yield of_vendor(
                vendor,
                "vendor.transfer",
                _("%(name)s: the safeguards chosen do not fit its country (Art. 44–46)."),
                _("Choose the safeguards under which data go to that country, or the country where they go."),
            )


def _fit(vendor: ReleasedVendor) -> bool:
    """Tell whether the safeguards can be so: the decision on the United States covers certified companies alone.

    Contractual clauses can be had anywhere, in the Area for what a company there hands on.
    """
    return vendor.safeguards == Vendor.Safeguards.SCC or vendor.country_code in FITTING[vendor.safeguards]
