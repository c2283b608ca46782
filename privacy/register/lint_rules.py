"""What is unhealthy about the register itself (R3, R28, R58, R66; E3)."""

from collections.abc import Iterable
from typing import Any

from cookie_consent.models import CookieGroup
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.register.lint import Finding, LintContext, edit_url, lint_rule, purpose_url
from privacy.register.materiality import kept_longer
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Controller, Purpose, RetentionRule, Vendor
from privacy.register.models.texts import PurposeText, VendorText
from privacy.register.providers import OWN, VARIABLES, configured, unnamed
from privacy.register.reconsent import widened
from privacy.register.release import ReleasedPurpose, ReleasedText
from privacy.register.released_companies import ReleasedVendor
from privacy.register.selectors import current_release, titles_by_key

# Rules that count no period of their own.
OPEN_ENDED = (RetentionRule.Trigger.WHILE_NEEDED, RetentionRule.Trigger.ONCE_ONLY)
# Kinds of data that tell what a visitor does over time.
FOLLOWS = frozenset(("page_visits", "interests"))


@lint_rule("controller")
def company_details_are_complete(context: LintContext) -> Iterable[Finding]:
    """Art. 13(1)(a), 13(2)(d): name, address, contact and the authority to complain to."""
    names = {
        "legal_name": _("the legal name"),
        "street": _("the street"),
        "postal_code": _("the postal code"),
        "city": _("the city"),
        "phone": _("the phone number"),
        "email": _("the e-mail address"),
        "access_email": _("the e-mail address for access requests"),
        "authority_name": _("the supervisory authority"),
        "authority_url": _("the authority's complaint page"),
    }
    for field, label in names.items():
        if not getattr(context.facts.controller, field):
            yield Finding(
                code=f"controller.{field}",
                subject="",
                message=_("The company details lack %(what)s, which the policy must name (§1, Art. 13).")
                % {"what": label},
                fix=_("Fill it in under Privacy, Company details."),
                url=edit_url(Controller),
            )


@lint_rule("mailboxes")
def whoever_keeps_a_mailbox_is_named(context: LintContext) -> Iterable[Finding]:
    """A mailbox in another domain is kept by others, who then receive the requests that people send there (Art. 13(1)(e))."""
    controller = context.facts.controller
    ours, theirs = (address.rpartition("@")[2] for address in (controller.email, controller.access_email))
    requests = context.facts.purposes_by_key.get("rights_requests")
    if ours and theirs and ours != theirs and requests and not requests.vendors:
        yield Finding(
            "controller.mailbox",
            "",
            _("Requests to see data go to a mailbox at %(domain)s, and no company is named that receives them.")
            % {"domain": theirs},
            _("If another company keeps that mailbox, switch it on and name it at “%(purpose)s”.")
            % {"purpose": titles_by_key().get(requests.key, requests.key)},
            purpose_url(requests.key),
            blocks_release=False,
        )


@lint_rule("purposes")
def purposes_are_complete(context: LintContext) -> Iterable[Finding]:
    """A purpose names its data, its period, its interest; one that mails or replies has an address for it."""
    for purpose in context.facts.purposes:
        yield from _extent(context, purpose)
        yield from _contact(context, purpose)
        for language in context.languages:
            if words := context.text("purposes", purpose.key, language):
                yield from _basis_in_words(context, purpose, words, language)


def _extent(context: LintContext, purpose: ReleasedPurpose) -> Iterable[Finding]:
    """Which data, and for how long: its own periods, or those of its cookies."""
    if not purpose.categories:
        yield _about(
            context,
            purpose,
            "purpose.data",
            _("“%(purpose)s” does not say which data it uses (Art. 13, policy §2)."),
            _("Add the data categories to the purpose."),
        )
    if not purpose.periods and not _has_cookies(context, purpose.key):
        yield _about(
            context,
            purpose,
            "purpose.period",
            _("“%(purpose)s” does not say how long its data are kept (Art. 13(2)(a), policy §5)."),
            _("Add a retention rule for the purpose."),
        )


def _contact(context: LintContext, purpose: ReleasedPurpose) -> Iterable[Finding]:
    """What it writes to or calls is among its data, and may be used for that."""
    if purpose.sends_mail and "email" not in purpose.category_keys:
        yield _about(
            context,
            purpose,
            "purpose.mail_without_email",
            _("“%(purpose)s” sends e-mail but does not declare the e-mail address."),
            _("Add “e-mail address” to its data, or untick “sends e-mail”."),
        )
    if purpose.calls and "phone" not in purpose.category_keys:
        yield _about(
            context,
            purpose,
            "purpose.calls_without_phone",
            _("“%(purpose)s” calls people but does not declare the phone number."),
            _("Add “phone number” to its data, or untick “calls people”."),
        )
    if purpose.calls and not purpose.needs_reply_channel and purpose.basis != Purpose.Basis.CONSENT:
        yield _about(
            context,
            purpose,
            "purpose.calls_without_consent",
            _("“%(purpose)s” calls people who did not ask for a reply; that needs their consent (Tw 11.7)."),
            _("Make a purpose of its own with consent as its basis, or untick “calls people”."),
        )
    if purpose.needs_reply_channel and not purpose.category_keys & {"email", "phone"}:
        yield _about(
            context,
            purpose,
            "purpose.reply_channel",
            _("“%(purpose)s” needs a way to reply but declares neither e-mail address nor phone."),
            _("Add one of them to its data."),
        )


def _basis_in_words(
    context: LintContext, purpose: ReleasedPurpose, words: ReleasedText, language: str
) -> Iterable[Finding]:
    """A consent has words beside its box, a legitimate interest is named."""
    url = edit_url(PurposeText, pk=words.row_id)
    asks = purpose.basis == Purpose.Basis.CONSENT and purpose.source == Purpose.Source.FORMS
    if asks and not words.get("consent_label").strip():
        yield _about(
            context,
            purpose,
            "purpose.consent_label",
            _("“%(purpose)s” rests on consent but has no words beside its box."),
            _("Write the words beside the box in this language."),
            url=url,
            language=language,
        )
    if purpose.basis == Purpose.Basis.LEGITIMATE_INTEREST and not words.get("interest").strip():
        yield _about(
            context,
            purpose,
            "purpose.interest",
            _("“%(purpose)s” rests on a legitimate interest but does not name it (Art. 13(1)(d))."),
            _("Name the interest in the purpose text in this language."),
            url=url,
            language=language,
        )


def _about(context: LintContext, purpose: ReleasedPurpose, code: str, message: str, fix: str, **more: Any) -> Finding:
    values = {"url": purpose_url(purpose.key), **more}
    return Finding(code, purpose.key, message % {"purpose": context.name("purposes", purpose.key)}, fix, **values)


@lint_rule("notice")
def people_are_told_of_new_uses(context: LintContext) -> Iterable[Finding]:
    """A purpose that comes to use more says when people were told; until then, earlier data stay unused (R90)."""
    current = current_release()
    before = current.facts.purposes_by_key if current else {}
    for purpose in context.facts.purposes:
        told = before.get(purpose.key)
        if told and purpose.noticed_on == told.noticed_on and widened(told, purpose):
            yield _about(
                context,
                purpose,
                "purpose.notice",
                _("“%(purpose)s” would use data for more than people were told when they gave them."),
                _("Fill in when they were told. Until then, data given earlier are not used for it (Art. 13(3))."),
                blocks_release=False,
            )
        if told and purpose.noticed_on == told.noticed_on:
            for period in kept_longer(told, purpose):
                yield _about(
                    context,
                    purpose,
                    "purpose.notice_period",
                    _("“%(purpose)s” would keep data longer than people were told when they gave them."),
                    _(
                        "Tell them first and fill in at the purpose when they were told; or give “%(store)s” back its period."
                    )
                    % {"store": period.store_label},
                )


@lint_rule("assessments")
def assessments_are_referred_to(context: LintContext) -> Iterable[Finding]:
    """An interest is weighed before it is relied on, and following visitors' behaviour is thought through (Art. 6(1)(f), 35)."""
    for purpose in context.facts.purposes:
        if purpose.basis == Purpose.Basis.LEGITIMATE_INTEREST and not purpose.interest_assessment:
            yield _about(
                context,
                purpose,
                "purpose.interest_assessment",
                _("“%(purpose)s” rests on a legitimate interest; nothing says where it was weighed (Art. 6(1)(f))."),
                _("Write the assessment, and enter where it stands."),
                blocks_release=False,
            )
        if FOLLOWS & purpose.category_keys and not purpose.impact_assessment:
            yield _about(
                context,
                purpose,
                "purpose.impact_assessment",
                _("“%(purpose)s” follows what visitors do; nothing says whether its impact was assessed (Art. 35)."),
                _("Enter where the impact assessment stands, or why none is needed."),
                blocks_release=False,
            )


def _has_cookies(context: LintContext, purpose: str) -> bool:
    """Whether a cookie group serves the purpose: its cookies' own durations are its periods then."""
    return any(group.purpose == purpose and group.declared_cookies for group in context.facts.cookie_groups)


@lint_rule("periods")
def rules_have_a_period(context: LintContext) -> Iterable[Finding]:
    """A rule without a length says nothing (R58)."""
    for period in context.facts.periods:
        if period.value is None and period.trigger not in OPEN_ENDED:
            yield Finding(
                "retention.period",
                period.key,
                _("The retention rule “%(key)s” has no period (policy §5).") % {"key": period.store_label},
                _("Give it a number of days, months or years."),
                edit_url(RetentionRule, key=period.key),
            )
    # One decision of the company is one line, however many periods wait for it.
    if count := sum(not period.confirmed_on for period in context.facts.periods):
        yield Finding(
            "retention.unconfirmed",
            "",
            ngettext(
                "%(count)d period is a proposal that the company has not confirmed.",
                "%(count)d periods are proposals that the company has not confirmed.",
                count,
            )
            % {"count": count},
            _("Confirm each with a date under Retention once the company has decided."),
            reverse("retention_periods:index"),
            blocks_release=False,
        )


@lint_rule("vendors")
def companies_have_statement_contract_and_safeguards(context: LintContext) -> Iterable[Finding]:
    """A company is switched on only with its statement, contract date and safeguards (R66, Art. 28, 44)."""
    for vendor in context.facts.vendors:
        yield from _contract(vendor)
        if vendor.role == Vendor.Role.JOINT:
            yield from _arrangement(context, vendor)
        if vendor.is_example:
            yield of_vendor(
                vendor,
                "vendor.example",
                _("The contract or the number with %(name)s is an EXAMPLE."),
                _("Enter the real contract and number, or switch the company off."),
                blocks_release=not settings.ALLOW_EXAMPLE_CONTRACTS,
            )
        if vendor.script and not (vendor.script_id and vendor.group and vendor.hosts):
            yield of_vendor(
                vendor,
                "vendor.script",
                _("The script of %(name)s is never loaded: its number, cookie group or host names are missing."),
                _("Fill in all three, or choose no script."),
                blocks_release=False,
            )


def _contract(vendor: ReleasedVendor) -> Iterable[Finding]:
    if not vendor.privacy_url:
        yield of_vendor(
            vendor,
            "vendor.statement",
            _("%(name)s is switched on without a link to its privacy statement (policy §7)."),
            _("Add the link, or switch the company off."),
        )
    if not vendor.contract_date:
        yield of_vendor(
            vendor,
            "vendor.contract",
            _("%(name)s is switched on without a dated contract (policy §5, Art. 28)."),
            _("Enter the contract's date, or switch the company off."),
        )
    if vendor.role == Vendor.Role.PROCESSOR and not (vendor.subprocessors_url or vendor.uses_nobody):
        yield of_vendor(
            vendor,
            "vendor.subprocessors",
            _("%(name)s works on our instructions, and nothing says which companies it uses for that (Art. 28(2))."),
            _("Enter where its list stands, or tick that it uses none."),
        )
    if not vendor.safeguards:
        yield of_vendor(
            vendor,
            "vendor.safeguards",
            _("%(name)s has no safeguards for where data go (Art. 13(1)(f))."),
            _("Choose the safeguards."),
        )


def _arrangement(context: LintContext, vendor: ReleasedVendor) -> Iterable[Finding]:
    """Whoever decides together with us has agreed with us who does what, and people are told the essence (Art. 26)."""
    for language in context.languages:
        words = context.text("vendors", vendor.key, language)
        if words and not words.get("arrangement").strip():
            yield Finding(
                "vendor.arrangement",
                vendor.key,
                _("%(name)s decides together with us, and nothing says who does what (Art. 26(2)).")
                % {"name": vendor.name},
                _("Write what was agreed: who tells people, and who answers them. They may turn to either."),
                edit_url(VendorText, pk=words.row_id),
                language=language,
            )


@lint_rule("providers")
def who_runs_the_website_is_named(context: LintContext) -> Iterable[Finding]:
    """Servers, mail and backups are run by a company of the register that is switched on, or by us (R62, Art. 13(1)(e), 28)."""
    for place, key in configured().items():
        if key == OWN or key in context.facts.vendors_by_key:
            continue
        yield Finding(
            code="provider.unnamed",
            subject=place,
            message=unnamed(place, key),
            fix=_("Add the company, switch it on, and have %(variable)s set to its key; or to “own” where it is us.")
            % {"variable": VARIABLES[place]},
            url=reverse("companies:index"),
            state=key,
        )
    for provider in context.facts.controller.providers:
        if provider.vendor and provider.vendor.role != Vendor.Role.PROCESSOR:
            yield of_vendor(
                provider.vendor,
                "provider.role",
                _("%(name)s runs a part of the website, and does not act on our instructions."),
                _("Make it a processor, under a contract that says so (Art. 28)."),
            )


def of_vendor(vendor: ReleasedVendor, code: str, message: str, fix: str, *, blocks_release: bool = True) -> Finding:
    """Return a finding about a company; `message` has its name as %(name)s."""
    url = edit_url(Vendor, key=vendor.key)
    return Finding(code, vendor.key, message % {"name": vendor.name}, fix, url, blocks_release=blocks_release)


@lint_rule("cookies")
def cookie_groups_are_complete(context: LintContext) -> Iterable[Finding]:
    """A group has a purpose and cookies; each cookie has an owner and a duration (C18, E3)."""
    for group in context.facts.cookie_groups:
        named = {"key": context.name("cookie_groups", group.key)}
        url = edit_url(CookieGroup, varname=group.key)
        if not group.purpose:
            yield Finding(
                "cookies.purpose",
                group.key,
                _("The cookie group “%(key)s” serves no purpose of the register.") % named,
                _("Choose the purpose it serves."),
                url,
            )
        if group.vendors and not group.declared_cookies:
            yield Finding(
                "cookies.none",
                group.key,
                _("The cookie group “%(key)s” has active companies but no cookies.") % named,
                _("Add the cookies that these companies set."),
                url,
            )
        for cookie in group.declared_cookies:
            if cookie.duration_value is None and cookie.duration_unit != CookieFacts.Unit.SESSION:
                yield Finding(
                    "cookies.duration",
                    cookie.key,
                    _("The cookie “%(name)s” does not say how long it is kept.") % {"name": cookie.name},
                    _("Fill in its duration."),
                    url,
                )
