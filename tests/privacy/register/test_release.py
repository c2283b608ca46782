"""A release holds what the draft says, in all languages at once, for good."""

from dataclasses import replace

import pytest
from cookie_consent.models import Cookie
from django.db import IntegrityError, transaction
from wagtail.models import Locale

from privacy.register.lint import LintContext, run_lint
from privacy.register.lint_rules import cookie_groups_are_complete
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Purpose, RetentionRule, Vendor
from privacy.register.models.releases import Release
from privacy.register.models.texts import PurposeText, VendorText
from privacy.register.selectors import current_release, released_register
from privacy.register.services import NothingToRelease, ReleaseRefused, archive, publish_release, waive
from privacy.register.snapshot import draft
from tests.privacy.register.helpers import NOW, member, planted, release, source_text

pytestmark = pytest.mark.django_db


def refusal(**values):
    with pytest.raises(ReleaseRefused) as refused:
        publish_release(user=None, note="", material=True, now=NOW, **values)
    return refused.value.findings


def test_an_unchanged_draft_is_no_new_version():
    """R90: a number stands for a difference."""
    number = current_release().number
    with pytest.raises(NothingToRelease):
        publish_release(user=None, note="", material=True, now=NOW)
    assert current_release().number == number


def test_a_changed_text_reaches_readers_at_the_release_and_not_before():
    """R90, T5: rows are the draft."""
    text = source_text("contact")
    old = text.title
    text.title = "Writing to us"
    text.save()
    assert released_register("en").purpose("contact").title == old
    number = current_release().number
    assert release().number == number + 1
    assert released_register("en").purpose("contact").title == "Writing to us"


def test_a_source_that_changed_refuses_until_every_language_is_approved_again():
    """T5, R28: a set of texts is released in all live languages or not at all."""
    text = source_text("cookies_functional")
    text.consent_label = "Extra functions, please."
    text.save()
    languages = {finding.language for finding in refusal() if finding.code == "text.unapproved"}
    live = set(draft().languages) - {"en"}
    assert live
    assert languages == live


def test_a_missing_translation_refuses_and_says_where_to_write_it():
    """R28, E3: the finding names language, text and remedy."""
    language = next(code for code in draft().languages if code != "en")
    PurposeText.objects.get(purpose__key="contact", locale__language_code=language).delete()
    finding = next(f for f in refusal() if f.code == "text.missing")
    assert (finding.subject, finding.language) == ("purposes:contact", language)
    assert finding.url
    assert finding.fix
    assert finding.message


def test_a_company_without_contract_refuses():
    """R66, E3."""
    Vendor.objects.filter(key="vimeo").update(contract_date=None)
    assert ("vendor.contract", "vimeo") in {(f.code, f.subject) for f in refusal()}


PLANTED = {
    ("vendor.statement", "vimeo"): lambda: Vendor.objects.filter(key="vimeo").update(privacy_url=""),
    ("vendor.safeguards", "vimeo"): lambda: Vendor.objects.filter(key="vimeo").update(safeguards=""),
    ("vendor.transfer", "vimeo"): lambda: Vendor.objects.filter(key="vimeo").update(safeguards="eea"),
    ("vendor.transfer", "google"): lambda: Vendor.objects.filter(key="google").update(safeguards="adequacy"),
    ("vendor.transfer", "linkedin"): lambda: Vendor.objects.filter(key="linkedin").update(
        country="IN", safeguards="adequacy"
    ),
    ("vendor.statement", "linkedin"): lambda: Vendor.objects.filter(key="linkedin").update(privacy_url=""),
    ("vendor.subprocessors", "google_analytics"): lambda: Vendor.objects.filter(key="google_analytics").update(
        subprocessors_url=""
    ),
    ("vendor.arrangement", "linkedin"): lambda: VendorText.objects.filter(
        vendor__key="linkedin", locale__language_code="en"
    ).update(arrangement=" "),
    ("vendor.arrangement", "vimeo"): lambda: Vendor.objects.filter(key="vimeo").update(role="joint"),
    ("cookies.none", "analytical"): lambda: Cookie.objects.filter(cookiegroup__varname="analytical").delete(),
    ("cookies.none", "advertising"): lambda: Cookie.objects.filter(cookiegroup__varname="advertising").delete(),
    ("cookies.duration", ""): lambda: CookieFacts.objects.filter(duration_unit="days").update(duration_value=None),
}


@pytest.mark.parametrize(("code", "subject"), PLANTED)
def test_a_company_or_a_cookie_that_says_too_little_refuses(code, subject):
    """R66, E3: statement, safeguards that fit the country, the cookies a company sets, for how long; each planted alone."""
    assert code not in {finding.code for finding in run_lint()}
    PLANTED[code, subject]()
    found = [finding for finding in refusal() if finding.code == code]
    assert subject == "" or subject in {finding.subject for finding in found}
    assert all(finding.message and finding.fix and finding.blocking for finding in found)
    assert found


def test_a_cookie_group_that_serves_no_purpose_refuses():
    """E3: planted in the draft, since the database refuses the row."""
    snapshot = draft()
    groups = tuple(replace(group, purpose="") for group in snapshot.facts.cookie_groups)
    found = cookie_groups_are_complete(LintContext(planted(snapshot, cookie_groups=groups)))
    assert "cookies.purpose" in {finding.code for finding in found}


def test_an_example_contract_refuses_where_it_is_not_allowed(settings):
    """R66: production refuses the sample's contracts."""
    settings.ALLOW_EXAMPLE_CONTRACTS = True
    assert not [f for f in run_lint() if f.code == "vendor.example" and f.blocking]
    settings.ALLOW_EXAMPLE_CONTRACTS = False
    assert {f.subject for f in run_lint() if f.code == "vendor.example" and f.blocking} == {
        "vimeo",
        "google",
        "google_analytics",
        "linkedin",
    }


def test_a_rule_without_period_refuses():
    """R58, E3."""
    RetentionRule.objects.filter(key="contact-submissions").update(period_value=None)
    assert ("retention.period", "contact-submissions") in {(f.code, f.subject) for f in refusal()}


def test_periods_that_nobody_confirmed_are_one_line(client):
    """E3: a fresh site is not told the same thing for each of its periods; the last one confirmed, nothing is left."""
    client.force_login(member("Privacy officers"))
    (finding,) = [one for one in run_lint() if one.code == "retention.unconfirmed"]
    assert (str(len(draft().facts.periods)) in finding.message, finding.blocking) == (True, False)
    assert client.get(finding.url).status_code == 200
    RetentionRule.objects.update(confirmed_on=NOW.date())
    assert "retention.unconfirmed" not in {one.code for one in run_lint()}


def test_a_purpose_that_mails_without_an_address_refuses():
    """R29, E3."""
    purpose = Purpose.objects.get(key="rights_requests")
    purpose.uses.filter(category__key="email").delete()
    assert ("purpose.mail_without_email", "rights_requests") in {(f.code, f.subject) for f in refusal()}


def test_a_purpose_calls_only_those_who_asked_for_a_reply_or_allowed_it():
    """R22: advertising by phone is a purpose of its own with consent (Tw 11.7), and the number is declared."""
    Purpose.objects.filter(key__in=["site_security", "cookies_functional"]).update(calls=True)
    Purpose.objects.get(key="contact").uses.filter(category__key="phone").delete()
    found = {(f.code, f.subject) for f in refusal()}
    assert {("purpose.calls_without_consent", "site_security"), ("purpose.calls_without_phone", "contact")} <= found
    assert ("purpose.calls_without_consent", "cookies_functional") not in found


def test_a_recorded_decision_lets_a_finding_pass():
    """R3: filled, or a recorded waiver."""
    Vendor.objects.filter(key="vimeo").update(contract_date=None)
    officer = member("Privacy officers")
    (finding,) = [found for found in run_lint() if (found.code, found.subject) == ("vendor.contract", "vimeo")]
    waive(finding=finding, reason="Signed this week.", user=officer, now=NOW)
    assert release(user=officer).published_by == officer


@pytest.mark.parametrize(
    "field",
    [
        "legal_name",
        "street",
        "postal_code",
        "city",
        "phone",
        "email",
        "access_email",
        "authority_name",
        "authority_url",
    ],
)
def test_missing_company_details_refuse(field):
    """R2, R3: a policy without its controller is none."""
    register = draft()
    assert not [f for f in run_lint(register) if f.code == f"controller.{field}"]
    without = planted(register, controller=replace(register.facts.controller, **{field: ""}))
    assert [f for f in run_lint(without) if f.code == f"controller.{field}" and f.blocking]


def test_the_database_refuses_to_change_or_delete_a_release():
    """R90: proofs point at releases, so they stay as they were."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(number=1).update(note="rewritten")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(number=1).delete()


def test_an_archived_purpose_leaves_with_its_periods_and_stays_in_old_releases(in_use):
    """R90: archived, never deleted."""
    in_use("webinar_offer")
    number = current_release().number
    archive(fact=Purpose.objects.get(key="webinar_offer"), now=NOW)
    release()
    view = released_register("en")
    assert "webinar_offer" not in {purpose.key for purpose in view.purposes}
    assert "offer-markers" not in {period.key for period in view.periods}
    assert "webinar_offer" in Release.objects.get(number=number).data["purposes"]


def test_every_language_of_a_release_names_every_purpose():
    """T5: no hole in any language."""
    released = current_release()
    assert len(released.languages) > 1
    for language in released.languages:
        view = released.in_language(language)
        assert all(purpose.title and purpose.description for purpose in view.purposes)
        assert all(vendor.what and vendor.receives for vendor in view.vendors)
        assert all(cookie.purpose for group in view.cookie_groups for cookie in group.cookies)


def test_an_empty_register_has_findings_for_everything():
    """E3: a planted violation, so that the linter is known to be able to fail."""
    register = draft()
    emptied = [replace(purpose, periods=(), categories=()) for purpose in register.facts.purposes]
    empty = planted(register, purposes=tuple(emptied))
    codes = {finding.code for finding in run_lint(empty) if finding.subject in ("contact", "newsletter")}
    assert {"purpose.period", "purpose.data", "purpose.reply_channel", "purpose.mail_without_email"} <= codes
    assert not LintContext(empty).text("purposes", "nothing", "en")


def test_a_text_exists_once_for_each_fact_and_language():
    """T3: translations are never duplicated."""
    vendor = VendorText.objects.filter(locale=Locale.get_default()).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        VendorText.objects.create(vendor=vendor.vendor, locale=vendor.locale, what="x", receives="y")


def test_the_addresses_of_findings_are_read_in_bulk(django_assert_max_num_queries):
    """E3: many findings of a kind cost one query for their links, and none when nobody shows them."""
    Vendor.objects.update(privacy_url="")
    findings = [finding for finding in run_lint() if finding.code == "vendor.statement"]
    assert len(findings) >= 4
    with django_assert_max_num_queries(1):
        urls = {str(finding.url) for finding in findings}
    assert len(urls) == len(findings)
    assert all(url.startswith("/admin/privacy/companies/all/edit/") for url in urls)
