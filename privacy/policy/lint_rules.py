"""What is unhealthy about the policy and terms pages (R3, R7)."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.admin_url_finder import AdminURLFinder

from privacy.policy.links import dead_links
from privacy.policy.models import PrivacyPage, TermsPage
from privacy.policy.terms import terms_in_force
from privacy.register import section_words
from privacy.register.languages import live_languages
from privacy.register.lint import Finding, LintContext, edit_url, lint_rule
from privacy.register.models.facts import Controller, Purpose, Vendor
from privacy.register.models.sections import PolicySection, SectionText
from privacy.register.providers import VARIABLES, configured
from privacy.register.released_section import all_of
from privacy.register.selectors import current_release

Shows = PolicySection.Shows
# What Art. 13 asks the policy to show, and the article that asks for it.
ART_13_FACTS = {
    PolicySection.Shows.CONTROLLER: "Art. 13(1)(a)–(b)",
    PolicySection.Shows.PURPOSES: "Art. 13(1)(c), 13(2)(a)",
    PolicySection.Shows.BASES: "Art. 13(1)(c)–(d)",
    PolicySection.Shows.COOKIES: "Art. 13(1)(c)",
    PolicySection.Shows.COMPANIES: "Art. 13(1)(e)–(f)",
    PolicySection.Shows.PARTS: "Art. 13(2)(b)–(d)",
}
# The rights that a policy names (Art. 13(2)(b)–(c), 21(4), 22).
RIGHTS = ("Art. 7(3)", "Art. 15", "Art. 16", "Art. 17", "Art. 18", "Art. 20", "Art. 21", "Art. 22")


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
        for url in dead & {vendor.privacy_url, vendor.cookie_url, vendor.subprocessors_url}:
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


@lint_rule("policy_sections")
def policy_says_what_the_law_asks(context: LintContext) -> Iterable[Finding]:
    """The policy shows every fact, and names every right, that Art. 13 asks for; every basis in use is explained (R3)."""
    policy = context.facts.document(PolicySection.Document.PRIVACY)
    sections = list(policy.parts) if policy else []
    shown = {section.shows for section in sections}
    url = reverse("policy_sections:index")
    for shows, article in ART_13_FACTS.items():
        if shows not in shown:
            yield Finding(
                "policy.section",
                str(shows),
                _("No section of the policy shows “%(facts)s” (%(article)s).")
                % {"facts": shows.label, "article": article},
                _("Add a section that shows it."),
                url,
            )
    named = {part.article for section in sections if section.shows == Shows.PARTS for part in section.parts}
    for article in RIGHTS:
        if article not in named:
            yield Finding(
                "policy.right",
                article,
                _("No section of the policy bears the right of %(article)s GDPR.") % {"article": article},
                _("Add a section for it, below “Your rights”."),
                url,
            )
    explained = {part.basis for section in sections if section.shows == Shows.BASES for part in section.parts}
    for basis in sorted({purpose.basis for purpose in context.facts.purposes} - explained):
        label = Purpose.Basis(basis).label
        yield Finding(
            "policy.basis",
            basis,
            _("Purposes rest on “%(basis)s”, and no section of the policy explains it.") % {"basis": label},
            _("Add a section that explains it, below “Legal bases”."),
            url,
        )


@lint_rule("section_places")
def every_section_is_read(context: LintContext) -> Iterable[Finding]:
    """A section stands where it is shown whole: in its document, or in a list of words alone (R92)."""
    for name in PolicySection.Document.values:
        document = context.facts.document(name)
        for section in document.parts if document else ():
            for part in all_of(section):
                inner = part is not section
                lost = bool(part.parts) and (inner or part.shows not in (Shows.PARTS, Shows.BASES))
                if lost or (inner and (part.shows != Shows.WORDS or part.closing)):
                    yield Finding(
                        "policy.place",
                        part.key,
                        _("“%(section)s”: a part of what stands in or below this section is shown to nobody.")
                        % {"section": part.heading},
                        _(
                            "Let it be part of the document itself, or of a section that lists its parts, with words alone."
                        ),
                        edit_url(PolicySection, key=part.key),
                    )


@lint_rule("section_words")
def sections_stand_for_something(context: LintContext) -> Iterable[Finding]:
    """No brace or link of a section is left without what it stands for, in any language (R92)."""
    for language in context.languages:
        for section in context.draft.in_language(language).sections:
            words = context.text("sections", section.key, language)
            for name in SectionText.text_fields:
                if sentence := section_words.fault(words.get(name)):
                    yield Finding(
                        "policy.words",
                        section.key,
                        _("The section “%(section)s”: %(fault)s") % {"section": section.heading, "fault": sentence},
                        _("Mend the words in this language."),
                        edit_url(SectionText, pk=words.row_id),
                        language,
                    )


@lint_rule("policy_page")
def every_language_has_one_policy_page(context: LintContext) -> Iterable[Finding]:
    """Whoever reads the site in a language finds the policy in it, at exactly one address (R92).

    Before the first release there is nothing to read.
    """
    if current_release() is None:
        return
    pages = Counter(PrivacyPage.objects.live().public().values_list("locale__language_code", flat=True))
    for language in live_languages():
        if pages[language] != 1:
            page = PrivacyPage.objects.filter(locale__language_code=language).first()
            yield Finding(
                "policy.page",
                language,
                _(
                    "The site is live in this language, but not exactly one privacy page can be read in it by everybody."
                ),
                _(
                    "Publish one privacy page in this language, without a password on it or above it, and take down any other."
                ),
                (AdminURLFinder().get_edit_url(page) or "") if page else "",
                language,
            )


@lint_rule("documents")
def documents_read_as_released(context: LintContext) -> Iterable[Finding]:
    """What people read is what was released; where code or a template would tell it otherwise now, release again (R92)."""
    current = current_release()
    if current and [(one.place, one.key) for one in current.facts.controller.providers] != list(configured().items()):
        yield Finding(
            "policy.providers",
            "",
            _("The policy tells otherwise who runs the website than it was started with: %(now)s.")
            % {"now": ", ".join(f"{VARIABLES[place]}={key or '–'}" for place, key in configured().items())},
            _("Start it with the right providers (…_VENDOR), or release again."),
            reverse("register_review"),
            blocks_release=False,
        )
    if current and current.facts.controller.data_countries != tuple(settings.DATA_COUNTRIES):
        yield Finding(
            "policy.hosting",
            "",
            _("People read that data are stored in %(told)s; the website was started for %(now)s.")
            % {"told": current.facts.controller.hosting or "–", "now": context.facts.controller.hosting or "–"},
            _("Start it with the right countries (…_REGION), or release again."),
            reverse("register_review"),
            blocks_release=False,
        )
    if context.moved:
        names = {f"{PolicySection.Document(one.name).label} ({one.language})" for one in context.moved}
        yield Finding(
            "policy.stale",
            "",
            _("People read the words that were released, but the website would tell them otherwise now: %(names)s.")
            % {"names": ", ".join(sorted(names))},
            _("Release again: compare the words first, under Review and release."),
            reverse("register_review"),
            blocks_release=False,
        )
