"""What visitors read: every page type renders, languages point at each other, nothing costs more with more links."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale, Page, PageLogEntry, Revision

from home.base.models import BasePage, HeaderFooter
from home.pages.models import CompanyPage, HomePage, LandingPage
from home.pages.sample_stream import stream
from privacy.policy.models import PrivacyPage
from privacy.register.selectors import released_register
from tests.test_walk import routes

pytestmark = pytest.mark.django_db


def page_types() -> list[type[BasePage]]:
    """Return every page type of the site."""
    found, waiting = [], [BasePage]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if not model._meta.abstract:
                found.append(model)
    return found


def body(client: Client, path: str) -> str:
    """Return the page's HTML."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def alternates_of(html: str) -> dict[str, str]:
    """Return hreflang → address."""
    return dict(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html))


def test_every_page_type_of_the_sample_renders_with_one_first_level_heading(client):
    """X1: each page type has a live page in the sample; it answers 200, has one h1, a title and a description."""
    seen = set()
    for page in Page.objects.live().filter(depth__gte=2).specific():
        html = body(client, page.url)
        assert len(re.findall(r"<h1\b", html)) == 1, page.url
        assert re.search(r"<title>\s*\S[^<]+ · Kargro Group</title>", html), page.url
        assert re.search(r'<meta name="description" content="[^"]{30,}', html), page.url
        seen.add(type(page))
    unpublished = {"TermsPage"}
    assert {model.__name__ for model in page_types()} - {model.__name__ for model in seen} <= unpublished


def test_alternates_are_reciprocal_and_the_canonical_is_the_page_itself(client, settings):
    """T1: hreflang on each version names every version the same way, with x-default; canonical starts at SITE_URL."""
    for page in Page.objects.live().filter(depth__gte=2, locale__language_code="en"):
        html = body(client, page.url)
        named = alternates_of(html)
        assert f'<link rel="canonical" href="{settings.SITE_URL}{page.url}">' in html
        versions = page.get_translations(inclusive=True).live()
        if versions.count() == 1:
            assert not named
            continue
        assert set(named) == {version.locale.language_code for version in versions} | {"x-default"}
        assert named["x-default"] == settings.SITE_URL + page.url
        for version in versions:
            assert alternates_of(body(client, version.url)) == named, version.url


def test_the_language_of_the_page_is_declared(client):
    """T1: the html element carries the language of the address."""
    for home in HomePage.objects.live():
        assert f'<html lang="{home.locale.language_code}">' in body(client, home.url)


def test_a_page_without_translation_says_so_and_leads_to_the_home_page(client):
    """T1: the switch never offers another page as if it were this one."""
    home = HomePage.objects.get(locale__language_code="en")
    page = home.add_child(
        instance=LandingPage(title="Only here", slug="only-here", hero=home.hero, body=stream(), locale=home.locale)
    )
    others = HomePage.objects.live().exclude(pk=home.pk)
    assert others
    html = body(client, page.url)
    assert not alternates_of(html)
    for other in others:
        assert f'<a href="{other.url}" hreflang="{other.locale.language_code}" title="' in html
        assert "this page is not translated" in html


def test_a_page_may_start_in_any_language(client):
    """T1: written in Dutch, it stands alone there; translated into English, both name each other."""
    home = HomePage.objects.get(locale__language_code="nl")
    page = home.add_child(
        instance=LandingPage(title="Eerst hier", slug="eerst-hier", hero=home.hero, body=stream(), locale=home.locale)
    )
    html = body(client, page.url)
    assert '<html lang="nl">' in html
    assert not alternates_of(html)
    assert f'<link rel="canonical" href="{settings.SITE_URL}{page.url}">' in html
    english = page.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = "Here too"
    english.save_revision().publish()
    named = alternates_of(body(client, page.url))
    assert set(named) == {"nl", "en", "x-default"}
    assert alternates_of(body(client, english.url)) == named


def test_every_page_names_the_site_by_one_setting_and_nothing_by_http(client, settings):
    """R1: https alone, at the host that SITE_URL names, on each live page in each language."""
    pages = Page.objects.live().filter(depth__gte=2)
    assert pages
    plain = re.compile(r'(?:href|src|action|content)="(http://[^"]*)"')
    for page in pages:
        html = body(client, page.url)
        assert plain.findall(html) == [], page.url
        assert f"{settings.SITE_URL}/" in html, page.url
    before, settings.SITE_URL = settings.SITE_URL, "https://www.another.test"
    assert before not in body(client, "/nl/")
    assert "https://www.another.test/nl/" in body(client, "/nl/")
    for policy in PrivacyPage.objects.live():
        assert f'href="{before}/"' in body(client, policy.url), "the address that the policy names"


def test_http_is_sent_to_https_for_good(settings):
    """R1: with production's switches, as the proxy says how it was asked."""
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 3600
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    answer = Client().get("/nl/privacy/?a=1", headers={"X-Forwarded-Proto": "http"})
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://testserver/nl/privacy/?a=1")
    answer = Client().get("/nl/privacy/", headers={"X-Forwarded-Proto": "https"})
    assert answer.status_code == 200
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=3600")


def test_a_link_never_leads_to_a_page_that_is_not_live(client):
    """T1, E4: navigation, footer and sections drop the links of a page that is taken down."""
    page = LandingPage.objects.get(slug="for-fleets")
    url = page.url
    assert f'href="{url}"' in body(client, "/en/")
    page.unpublish()
    assert f'href="{url}"' not in body(client, "/en/")


def test_the_home_page_asks_the_database_at_most_twelve_times(client):
    """X1: the budget of the home page, uncached."""
    client.get("/en/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/en/")
    assert len(queries) <= 12


def test_more_links_cost_no_more_queries(client):
    """X1: no N+1: twenty more links in header, footer and sections cost nothing."""
    page = LandingPage.objects.get(slug="for-fleets")
    client.get(page.url)
    with CaptureQueriesContext(connection) as before:
        client.get(page.url)
    others = list(Page.objects.live().filter(depth__gte=3, locale=page.locale))
    links = "".join(f'<p><a linktype="page" id="{other.pk}">{other.title}</a></p>' for other in others)
    rows = [(child["type"], child["value"]) for child in page.body.raw_data]
    page.body = stream(*rows, ("text", {"heading": "Links", "text": links}))
    page.save()
    frame = HeaderFooter.objects.get(locale=page.locale)
    frame.legal_links = stream(*(("link", {"page": other.pk, "label": "", "view": ""}) for other in others))
    frame.save()
    with CaptureQueriesContext(connection) as after:
        html = client.get(page.url).content.decode()
    assert all(f'href="{other.url}"' in html for other in others)
    assert len(after) == len(before)


def test_the_four_companies_close_the_circle(client):
    """X1: following "passes on to" from any company only meets companies, and comes back to Kargro Banden."""
    company = CompanyPage.objects.get(slug="kargro-banden", locale__language_code="en")
    assert company.passes_to.slug == "banden-plan-europa"
    assert company.passes_to.passes_to == company
    for slug in ("lintire", "kargro-recycling"):
        other = CompanyPage.objects.get(slug=slug, locale__language_code="en")
        assert f'href="{other.passes_to.url}"' in body(client, other.url)


def test_the_controller_stands_in_footer_and_structured_data_from_the_register_alone(client):
    """R2: name, address, phone and mail of the release in force are printed; JSON-LD carries the same."""
    controller = released_register("en").controller
    html = body(client, "/en/")
    for text in (controller.legal_name, controller.street, controller.postal_code, controller.phone, controller.email):
        assert text in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert data["legalName"] == controller.legal_name
    assert data["telephone"] == controller.phone_e164


def test_the_platform_link_is_hidden_while_its_address_is_empty(client):
    """X1: the customer platform's label is not shown without an address in the register."""
    assert not released_register("en").controller.platform_url
    label = HeaderFooter.objects.get(locale__language_code="en").platform_label
    assert label
    assert label not in body(client, "/en/")


def test_no_public_page_carries_inline_style_or_script(client):
    """P4: nothing inline that the policy would refuse."""
    for page in Page.objects.live().filter(depth__gte=2):
        html = body(client, page.url)
        assert not re.search(r'\sstyle="|<style|\son\w+="', html), page.url
        scripts = re.findall(r"<script\b([^>]*)>", html)
        assert all("src=" in script or "ld+json" in script or "application/json" in script for script in scripts), (
            page.url
        )


def test_no_address_of_the_site_asks_for_an_account(client):
    """R5: no sign-up, no public login, on no address of the URL map; no page asks for a password."""
    doors = {route for route in routes() if re.search(r"sign|regist|account|login|password", route)}
    assert {
        route for route in doors if not route.startswith(("_util/", "documents/authenticate_with_password"))
    } == set()
    assert client.get("/en/_util/login/").headers["Location"] == reverse("account_login")
    for path in ("/accounts/signup/", "/en/accounts/signup/", "/en/register/", "/en/login/"):
        assert client.get(path, follow=True).status_code == 404
    for page in Page.objects.live().filter(depth__gte=2):
        assert not re.search(r'type="password"', body(client, page.url)), page.url


def test_search_finds_pages_of_its_own_language_only(client):
    """X1: a word found in English is not answered with pages of another language; the page is not indexed."""
    html = body(client, "/en/search/?q=Bandag")
    found = re.findall(r'<li class="result"><h2><a href="([^"]+)"', html)
    assert found
    assert all(path.startswith("/en/") for path in found)
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize(
    "query", ["", "   ", "\0", "' OR 1=1 --", "x" * 5000, "🛞", "<script>alert(1)</script>", "a b c d"]
)
def test_search_answers_any_input_in_words(client, query):
    """X3: whatever is typed, the answer is a page, and nothing typed is markup."""
    response = client.get("/en/search/", {"q": query})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_sitemap_names_every_live_page_with_its_languages(client, settings):
    """T1: sitemap.xml is well-formed and complete, cookies and rights included; robots.txt names it."""
    tree = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own answer
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    named = {node.text for node in tree.findall("s:url/s:loc", space)}
    homes = HomePage.objects.live().count()
    views = {f"/{code}/{name}/" for code, _name in settings.LANGUAGES for name in ("cookies", "rights")}
    assert len(views) == 2 * homes
    pages = {page.url for page in Page.objects.live().filter(depth__gte=2)}
    assert named == {settings.SITE_URL + path for path in pages | views}
    first = tree.find("s:url", space)
    assert len(first.findall("x:link", space)) == (homes + 1 if homes > 1 else 0)
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_second_run_of_the_sample_changes_nothing():
    """P1: loading the sample again writes no revision, no page and no log entry."""
    before = (
        Page.objects.count(),
        Revision.objects.count(),
        PageLogEntry.objects.count(),
        HeaderFooter.objects.count(),
    )
    call_command("sample_site", verbosity=0)
    after = (Page.objects.count(), Revision.objects.count(), PageLogEntry.objects.count(), HeaderFooter.objects.count())
    assert after == before
