"""What is unhealthy about the policy and terms pages (R3, R7)."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.admin_url_finder import AdminURLFinder

from privacy.policy.links import dead_links
from privacy.policy.models import PrivacyPage, TermsPage
from privacy.policy.terms import terms_in_force
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.models.facts import Controller, Purpose, Vendor

# What Art. 13 asks the page to say, and the section that says it.
ART_13_SECTIONS = {
    "controller": ("Art. 13(1)(a)", lambda: _("Who we are")),
    "purposes": ("Art. 13(1)(c)", lambda: _("What and why")),
    "bases": ("Art. 13(1)(c)–(d)", lambda: _("Legal bases")),
    "cookies": ("Art. 13(1)(c)", lambda: _("Cookies")),
    "retention": ("Art. 13(2)(a)", lambda: _("How long")),
    "rights": ("Art. 13(2)(b)–(d)", lambda: _("Your rights")),
    "third_parties": ("Art. 13(1)(e)–(f)", lambda: _("Other companies")),
    "version": ("Art. 12(1)", lambda: _("This version")),
}


@lint_rule("terms")
def contracts_have_terms(context: LintContext) -> Iterable[Finding]:
    """A contract as legal basis refers to terms; while none are published that basis is weak (R7)."""
    contracts = [purpose for purpose in context.facts.purposes if purpose.basis == Purpose.Basis.CONTRACT]
    if contracts and terms_in_force(settings.LANGUAGE_CODE) is None:
        page = TermsPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()
        yield Finding(
            "terms.unpublished",
            "",
            ngettext(
                "%(count)d purpose rests on a contract, but no terms of use are published (policy §2, §3.1).",
                "%(count)d purposes rest on a contract, but no terms of use are published (policy §2, §3.1).",
                len(contracts),
            )
            % {"count": len(contracts)},
            _("Publish the terms page once the company has decided on its terms."),
            (AdminURLFinder().get_edit_url(page) or "") if page else "",
            blocks_release=False,
        )


@lint_rule("links")
def links_answer(context: LintContext) -> Iterable[Finding]:
    """Every page that the policy refers to was there when it was last asked (policy §7; R89)."""
    dead = dead_links()
    for vendor in context.facts.vendors:
        for url in dead & {vendor.privacy_url, vendor.cookie_url}:
            yield Finding(
                "links.vendor",
                vendor.key,
                _("%(name)s: the page %(url)s does not answer any more (policy §7).")
                % {"name": vendor.name, "url": url},
                _("Find its new address, and enter it."),
                edit_url(Vendor, key=vendor.key),
                blocks_release=False,
            )
    url = context.facts.controller.authority_url
    if url in dead:
        yield Finding(
            "links.authority",
            "",
            _("The supervisory authority's page %(url)s does not answer any more.") % {"url": url},
            _("Find its new address, and enter it."),
            edit_url(Controller),
            blocks_release=False,
        )


@lint_rule("policy_page")
def published_pages_are_complete(context: LintContext) -> Iterable[Finding]:
    """Every published privacy page has the sections that Art. 13 asks for (R3)."""
    for page in PrivacyPage.objects.live().select_related("locale"):
        present = {child.block_type for child in page.body}
        for name, (article, label) in ART_13_SECTIONS.items():
            if name not in present:
                yield Finding(
                    "policy.section",
                    name,
                    _("The privacy page lacks the section “%(section)s” (%(article)s).")
                    % {"section": label(), "article": article},
                    _("Add the section to the page and publish it."),
                    AdminURLFinder().get_edit_url(page) or "",
                    page.locale.language_code,
                )
