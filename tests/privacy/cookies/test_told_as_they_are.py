"""Cookies are told as they are: in the right group, by a name that means something, for as long as they are kept."""

import pytest
from cookie_consent.models import Cookie, CookieGroup
from django.urls import reverse

from privacy.cookies.own_storage import own_storage
from privacy.cookies.selectors import current_offer
from privacy.register.lint import run_lint
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Vendor
from privacy.register.selectors import current_release
from tests import factories

pytestmark = pytest.mark.django_db
CODES = ("cookie.pattern", "cookie.not_necessary", "cookie.necessary_unproven", "cookie.own_missing", "cookie.lifetime")


def found():
    return {(one.code, one.subject) for one in run_lint() if one.code in CODES}


def declare(group, name, **facts):
    cookie = Cookie.objects.create(cookiegroup=CookieGroup.objects.get(varname=group), name=name)
    CookieFacts.objects.create(cookie=cookie, **{"duration_value": 1, **facts})


def test_the_sample_tells_its_cookies_as_they_are():
    """C18: what Django, Wagtail and we keep stands in the table, with the lifetimes of the settings."""
    assert found() == set()
    rows = {row.name: row for group in current_offer("en").register.cookie_groups for row in group.cookies}
    assert {one.name for one in own_storage()} <= set(rows)
    assert rows["kargro_session"].duration == "until the browser closes"
    assert rows["wagtail:*"].duration == "until you delete it"


@pytest.mark.parametrize(
    ("group", "name", "facts", "code"),
    [
        ("functional", "*", {}, "cookie.pattern"),
        ("analytical", "_*", {}, "cookie.pattern"),
        ("necessary", "?", {}, "cookie.pattern"),
        ("necessary", "_ga", {}, "cookie.not_necessary"),
        ("necessary", "_fbp", {}, "cookie.not_necessary"),
        ("necessary", "mine", {"first_party": False}, "cookie.not_necessary"),
        ("necessary", "mine", {}, "cookie.necessary_unproven"),
    ],
)
def test_a_cookie_in_the_wrong_group_or_under_any_name_stops_the_release(group, name, facts, code):
    """C8, C13: planted, each alone; a pattern of anything, a tracker among the necessary, one that nobody knows."""
    declare(group, name, **facts)
    assert (code, f"{group}:{name}") in found()
    assert next(one for one in run_lint() if one.code == code).blocking


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("kargro_session", {"duration_value": 14, "duration_unit": "days"}, "cookie.lifetime"),
        ("kargro_consent", {"duration_value": 1, "duration_unit": "years"}, "cookie.lifetime"),
        ("messages", {"staff_only": False}, "cookie.own_missing"),
        ("wagtail:*", {"kind": "cookie"}, "cookie.own_missing"),
    ],
)
def test_what_the_software_keeps_is_told_with_its_real_lifetime(name, changes, code):
    """C18: planted: other facts than the settings say."""
    CookieFacts.objects.filter(cookie__name=name).update(**changes)
    assert (code, f"necessary:{name}") in found()


def test_a_setting_that_changes_is_a_finding(settings):
    """C18: the session lasts as long as the settings say; the table has to follow."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = False
    assert found() == {("cookie.lifetime", "necessary:kargro_session")}


def test_a_company_with_two_services_is_counted_once(client):
    """C7: Google and Google Analytics are one company: three receive data, and all services are named."""
    offer = current_offer("en")
    assert {"Google", "Google Analytics"} < {vendor.name for vendor in offer.companies}
    assert offer.company_count == 3
    assert "3 other companies then receive data:" in client.get("/en/").content.decode()


def all_off():
    Vendor.objects.update(active=False)
    factories.release()


def told_on(client, address):
    """Return a page without its footer: its own words, and those of the banner."""
    before, rest = client.get(address).content.decode().split("<footer", 1)
    return before + rest.split("</footer>", 1)[1]


def test_with_every_company_off_nothing_is_told_of_any(client):
    """C8, R57: the state in which production begins: no group without a cookie or company, no company, nothing to remove."""
    words_of = ("Other companies", "companies then receive", "Advertising", "youronlinechoices", "Vimeo")
    before = {address: told_on(client, address) for address in ("/en/cookies/", "/en/")}
    assert all(any(words in page for page in before.values()) for words in words_of)
    all_off()
    offer = current_offer("en")
    assert offer.companies == ()
    assert set(offer.keys) <= {"functional"}
    for address in ("/en/cookies/", "/en/"):
        page = told_on(client, address)
        assert [words for words in words_of if words in page] == []
    assert "No other company: this site loads nothing from elsewhere." in client.get("/en/cookies/").content.decode()


def test_the_language_follows_the_browser_and_so_it_is_told():
    """R57c: no text says that a language fits a place; each says that it is the browser's."""
    browser = {"en": "language of your browser", "nl": "uw browser", "de": "Ihres Browsers", "fr": "votre navigateur"}
    assert set(browser) == set(current_release().languages)
    for language in current_release().languages:
        register = current_offer(language).register
        told = " ".join(f"{group.summary} {group.description}" for group in register.cookie_groups)
        for word in ("location", "locatie", "Standort", "localisation", "lieu"):
            assert word not in told
        assert browser[language] in told


def test_a_finding_leads_to_the_group():
    """E3: its link is the screen on which it is mended."""
    declare("necessary", "_ga")
    finding = next(one for one in run_lint() if one.code == "cookie.not_necessary")
    pk = CookieGroup.objects.get(varname="necessary").pk
    assert finding.url == reverse("register_cookie_group", args=[pk])
