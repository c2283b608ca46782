"""What is unhealthy about the register itself (R3, R28, R58, R66; E3)."""

from collections.abc import Iterable
from typing import Any

from cookie_consent.models import CookieGroup
from django.conf import settings
from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from privacy.personal_data.labels import store_label
from privacy.register.lint import Finding, LintContext, Lookups, lint_rule, lookups
from privacy.register.models.facts import Controller, Purpose, RetentionRule, Vendor
from privacy.register.models.texts import PurposeText
from privacy.register.notice import widened
from privacy.register.selectors import current_release

# Kinds of data that tell what a visitor does over time.
FOLLOWS = frozenset(("page_visits", "interests"))


def _edit_url(model: type[Model], lookup: dict[str, Any], known: Lookups) -> str:
    pk = _primary_key(model, lookup, known)
    return (AdminURLFinder().get_edit_url(model(pk=pk)) or "") if pk else ""


def _primary_key(model: type[Model], lookup: dict[str, Any], known: Lookups) -> Any:
    """Return the key of a row; the keys of all rows of its kind are read at once, the first time."""
    if "pk" in lookup:
        return lookup["pk"]
    rows = model._default_manager.order_by("-pk")
    if not lookup:
        return rows.values_list("pk", flat=True).last()
    ((field, value),) = lookup.items()
    if (model, field) not in known:
        known[model, field] = dict(rows.values_list(field, "pk"))
    return known[model, field].get(value)


_edit_url_when_read = lazy(_edit_url, str)


def edit_url(model: type[Model], **lookup: Any) -> str:
    """Return the CMS address where a row is edited, empty when there is none; looked up only when it is read."""
    return _edit_url_when_read(model, lookup, lookups())


def purpose_url(key: str) -> str:
    return edit_url(Purpose, key=key)


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
        if not context.data["controller"].get(field):
            yield Finding(
                code=f"controller.{field}",
                subject="",
                message=_("The company details lack %(what)s, which the policy must name (§1, Art. 13).")
                % {"what": label},
                fix=_("Fill it in under Privacy, Company details."),
                url=edit_url(Controller),
            )


def fact_name(context: LintContext, kind: str, key: str) -> str:
    """Return what people call a fact: its words in the source language, a company's name, a cookie's own."""
    if kind == "vendors":
        return str(context.data["vendors"][key]["name"])
    if kind == "banner":
        return _("Cookie banner and settings")
    source = context.text(kind, key, settings.LANGUAGE_CODE)
    return str(source.get("title") or source.get("label") or key)


@lint_rule("purposes")
def purposes_are_complete(context: LintContext) -> Iterable[Finding]:
    """A purpose names its data, its period, its interest; one that mails or replies has an address for it."""
    for key, purpose in context.data["purposes"].items():
        yield from _purpose_findings(context, key, purpose)


def _purpose_findings(context: LintContext, key: str, purpose: dict[str, Any]) -> Iterable[Finding]:
    categories = {use["key"] for use in purpose["categories"]}
    url = purpose_url(key)
    title = context.text("purposes", key, settings.LANGUAGE_CODE).get("title") or key
    if not categories:
        yield Finding(
            "purpose.data",
            key,
            _("“%(purpose)s” does not say which data it uses (Art. 13, policy §2).") % {"purpose": title},
            _("Add the kinds of data to the purpose."),
            url,
        )
    if not purpose["retention"] and not _has_cookies(context, key):
        yield Finding(
            "purpose.period",
            key,
            _("“%(purpose)s” does not say how long its data are kept (Art. 13(2)(a), policy §5).") % {"purpose": title},
            _("Add a retention rule for the purpose."),
            url,
        )
    if purpose["sends_mail"] and "email" not in categories:
        yield Finding(
            "purpose.mail_without_email",
            key,
            _("“%(purpose)s” sends e-mail but does not declare the e-mail address.") % {"purpose": title},
            _("Add “e-mail address” to its data, or untick “sends e-mail”."),
            url,
        )
    if purpose["calls"] and "phone" not in categories:
        yield Finding(
            "purpose.calls_without_phone",
            key,
            _("“%(purpose)s” calls people but does not declare the phone number.") % {"purpose": title},
            _("Add “phone number” to its data, or untick “calls people”."),
            url,
        )
    if purpose["calls"] and not purpose["needs_reply_channel"] and purpose["basis"] != Purpose.Basis.CONSENT:
        yield Finding(
            "purpose.calls_without_consent",
            key,
            _("“%(purpose)s” calls people who did not ask for a reply; that needs their consent (Tw 11.7).")
            % {"purpose": title},
            _("Make a purpose of its own with consent as its basis, or untick “calls people”."),
            url,
        )
    if purpose["needs_reply_channel"] and not categories & {"email", "phone"}:
        yield Finding(
            "purpose.reply_channel",
            key,
            _("“%(purpose)s” needs a way to reply but declares neither e-mail address nor phone.") % {"purpose": title},
            _("Add one of them to its data."),
            url,
        )
    for language in context.languages:
        words = context.text("purposes", key, language)
        if (
            purpose["basis"] == "consent"
            and purpose["source"] == "forms"
            and words
            and not words["consent_label"].strip()
        ):
            yield Finding(
                "purpose.consent_label",
                key,
                _("“%(purpose)s” rests on consent but has no words beside its box.") % {"purpose": title},
                _("Write the words beside the box in this language."),
                edit_url(PurposeText, pk=words["id"]),
                language,
            )
        if purpose["basis"] == "legitimate_interest" and words and not words["interest"].strip():
            yield Finding(
                "purpose.interest",
                key,
                _("“%(purpose)s” rests on a legitimate interest but does not name it (Art. 13(1)(d)).")
                % {"purpose": title},
                _("Name the interest in the purpose text in this language."),
                edit_url(PurposeText, pk=words["id"]),
                language,
            )


@lint_rule("notice")
def people_are_told_of_new_uses(context: LintContext) -> Iterable[Finding]:
    """A purpose that comes to use more says when people were told; until then, earlier data stay unused (R90)."""
    current = current_release()
    for key, purpose in context.data["purposes"].items():
        before = current.data["purposes"].get(key) if current else None
        if not before or purpose["noticed_on"] != before["noticed_on"]:
            continue
        if current and widened(current.data, context.data, key):
            yield Finding(
                "purpose.notice",
                key,
                _("“%(purpose)s” would use data for more than people were told when they gave them.")
                % {"purpose": fact_name(context, "purposes", key)},
                _("Fill in when they were told. Until then, data given earlier are not used for it (Art. 13(3))."),
                purpose_url(key),
                blocks_release=False,
            )


@lint_rule("assessments")
def assessments_are_referred_to(context: LintContext) -> Iterable[Finding]:
    """An interest is weighed before it is relied on, and following visitors' behaviour is thought through (Art. 6(1)(f), 35)."""
    for key, purpose in context.data["purposes"].items():
        named = {"purpose": fact_name(context, "purposes", key)}
        if purpose["basis"] == Purpose.Basis.LEGITIMATE_INTEREST and not purpose.get("interest_assessment"):
            yield Finding(
                "purpose.interest_assessment",
                key,
                _("“%(purpose)s” rests on a legitimate interest; nothing says where it was weighed (Art. 6(1)(f)).")
                % named,
                _("Write the assessment, and enter where it stands."),
                purpose_url(key),
                blocks_release=False,
            )
        if FOLLOWS & {use["key"] for use in purpose["categories"]} and not purpose.get("impact_assessment"):
            yield Finding(
                "purpose.impact_assessment",
                key,
                _("“%(purpose)s” follows what visitors do; nothing says whether its impact was assessed (Art. 35).")
                % named,
                _("Enter where the impact assessment stands, or why none is needed."),
                purpose_url(key),
                blocks_release=False,
            )


def _has_cookies(context: LintContext, purpose: str) -> bool:
    """Whether a cookie group serves the purpose: its cookies' own durations are its periods then."""
    groups = context.data["cookie_groups"].values()
    return any(group["purpose"] == purpose and group["cookies"] for group in groups)


@lint_rule("periods")
def rules_have_a_period(context: LintContext) -> Iterable[Finding]:
    """A rule without a length says nothing (R58)."""
    for key, rule in context.data["retention"].items():
        if rule["value"] is None and rule["trigger"] not in ("while_needed", "once_only"):
            yield Finding(
                "retention.period",
                key,
                _("The retention rule “%(key)s” has no period (policy §5).") % {"key": store_label(rule["store"])},
                _("Give it a number of days, months or years."),
                edit_url(RetentionRule, key=key),
            )
        elif not rule["confirmed_on"]:
            yield Finding(
                "retention.unconfirmed",
                key,
                _("The period of “%(key)s” is a proposal that the company has not confirmed.")
                % {"key": store_label(rule["store"])},
                _("Confirm it with a date once the company has decided."),
                edit_url(RetentionRule, key=key),
                blocks_release=False,
            )


@lint_rule("vendors")
def companies_have_statement_contract_and_safeguards(context: LintContext) -> Iterable[Finding]:
    """A company is switched on only with its statement, contract date and safeguards (R66, Art. 28, 44)."""
    for key, vendor in context.data["vendors"].items():
        url = edit_url(Vendor, key=key)
        name = {"name": vendor["name"]}
        if not vendor["privacy_url"]:
            yield Finding(
                "vendor.statement",
                key,
                _("%(name)s is switched on without a link to its privacy statement (policy §7).") % name,
                _("Add the link, or switch the company off."),
                url,
            )
        if not vendor["contract_date"]:
            yield Finding(
                "vendor.contract",
                key,
                _("%(name)s is switched on without a dated contract (policy §5, Art. 28).") % name,
                _("Enter the contract's date, or switch the company off."),
                url,
            )
        if not vendor["safeguards"]:
            yield Finding(
                "vendor.safeguards",
                key,
                _("%(name)s has no safeguards for where data go (Art. 13(1)(f)).") % name,
                _("Choose the safeguards."),
                url,
            )
        if vendor["is_example"]:
            yield Finding(
                "vendor.example",
                key,
                _("The contract or the number with %(name)s is an EXAMPLE.") % name,
                _("Enter the real contract and number, or switch the company off."),
                url,
                blocks_release=not getattr(settings, "ALLOW_EXAMPLE_CONTRACTS", False),
            )
        if vendor["script"] and not (vendor["script_id"] and vendor["group"] and vendor["hosts"]):
            yield Finding(
                "vendor.script",
                key,
                _("The script of %(name)s is never loaded: its number, cookie group or host names are missing.") % name,
                _("Fill in all three, or choose no script."),
                url,
                blocks_release=False,
            )


@lint_rule("cookies")
def cookie_groups_are_complete(context: LintContext) -> Iterable[Finding]:
    """A group has a purpose and cookies; each cookie has an owner and a duration (C18, E3)."""
    for key, group in context.data["cookie_groups"].items():
        url = edit_url(CookieGroup, varname=key)
        vendors = [vendor for vendor in context.data["vendors"].values() if vendor["group"] == key]
        if not group["purpose"]:
            yield Finding(
                "cookies.purpose",
                key,
                _("The cookie group “%(key)s” serves no purpose of the register.")
                % {"key": fact_name(context, "cookie_groups", key)},
                _("Choose the purpose it serves."),
                url,
            )
        if vendors and not group["cookies"]:
            yield Finding(
                "cookies.none",
                key,
                _("The cookie group “%(key)s” has active companies but no cookies.")
                % {"key": fact_name(context, "cookie_groups", key)},
                _("Add the cookies that these companies set."),
                url,
            )
        for cookie in group["cookies"]:
            if cookie["duration_value"] is None and cookie["duration_unit"] != "session":
                yield Finding(
                    "cookies.duration",
                    cookie["key"],
                    _("The cookie “%(name)s” does not say how long it is kept.") % {"name": cookie["name"]},
                    _("Fill in its duration."),
                    url,
                )
