"""Every public page, walked: no cookie, nothing per visitor, cacheable, strict policy, few queries."""

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from privacy.cookies import wording
from privacy.cookies.selectors import current_offer

COOKIES = {
    "kargro_consent": "analytical=2026-01-01T00:00:00|advertising=-1",
    "kargro_session": "x" * 32,
    "kargro_csrf": "y" * 32,
    "django_language": "fr",
    "anything": "at all",
}
HOME_QUERIES = 12
MAX_QUERIES = 16
LANGUAGES = ("en", "nl", "de", "fr")
TICKED = re.compile(r"<input\b(?=[^>]*type=\"?(?:checkbox|radio))(?=[^>]*\bchecked\b)[^>]*>", re.I)


def public_addresses() -> list[str]:
    """Return the path of every live page in every language, and of the views that are public pages."""
    pages = Page.objects.live().filter(depth__gte=2).order_by("path").specific()
    paths = [
        f"/{page.locale.language_code}{page.get_url_parts()[2].removeprefix('/' + page.locale.language_code)}"
        for page in pages
    ]
    views = [f"/{language}/{path}" for language in LANGUAGES for path in ("cookies/", "search/", "search/?q=band")]
    return [*dict.fromkeys(paths), *views]


def hosts_of_scripts() -> set[str]:
    return {host for script in current_offer("en").scripts for host in script.sources}


def faults(plain: HttpResponse, with_cookies: HttpResponse, declared: set[str] = frozenset()) -> list[str]:
    """Return what is wrong with a public answer, and with the same answer to a browser that has cookies.

    Scripts may come from the declared hosts besides the site, and from nowhere else.
    """
    policy = plain.headers.get("Content-Security-Policy", "")
    listed = next((part.split()[1:] for part in policy.split(";") if part.split()[:1] == ["script-src"]), [])
    rules = {
        "answers 200": plain.status_code == 200,
        "sets no cookie": not plain.cookies and not with_cookies.cookies,
        "does not vary by cookie": "cookie" not in plain.headers.get("Vary", "").lower(),
        "is the same for every visitor": plain.content == with_cookies.content,
        "has the same ETag for every visitor": plain.headers.get("ETag") == with_cookies.headers.get("ETag"),
        "asks with empty boxes": not TICKED.search(plain.content.decode()),
        "may be kept by shared caches": "public" in plain.headers.get("Cache-Control", ""),
        "has a strict policy": "'self'" in listed and "unsafe" not in policy and set(listed) <= {"'self'", *declared},
    }
    return [rule for rule, kept in rules.items() if not kept]


@pytest.mark.django_db
def test_every_public_page_is_the_same_for_everyone_and_sets_nothing():
    """C1, C5, P4, R53: no cookie, no Vary: Cookie, same bytes and ETag with any cookie, public, strict CSP."""
    addresses = public_addresses()
    assert len(addresses) > 15
    declared = hosts_of_scripts()
    assert declared
    broken = {}
    for address in addresses:
        stranger, regular = Client(), Client()
        regular.cookies.load(COOKIES)
        found = faults(stranger.get(address), regular.get(address), declared)
        if found:
            broken[address] = found
    assert not broken


@pytest.mark.django_db
def test_every_public_page_stays_within_its_query_budget():
    """P3: a home page asks the database at most twelve times, any page at most sixteen, however many blocks it has."""
    counts = {}
    for address in public_addresses():
        client = Client()
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        counts[address] = len(queries)
    over = {path: n for path, n in counts.items() if n > (HOME_QUERIES if path.count("/") == 2 else MAX_QUERIES)}
    assert not over


def test_the_walk_sees_a_page_that_differs_by_visitor():
    """C5: a planted answer that greets a visitor, sets a cookie and varies is caught on every count."""
    plain, regular = HttpResponse("Hello"), HttpResponse("Hello again")
    plain.set_cookie("seen", "1")
    plain["Vary"] = "Cookie"
    plain["Content-Security-Policy"] = "script-src 'self' 'unsafe-inline'"
    assert set(faults(plain, regular)) == {
        "sets no cookie",
        "does not vary by cookie",
        "is the same for every visitor",
        "may be kept by shared caches",
        "has a strict policy",
    }


@pytest.fixture
def plant(tmp_path, settings):
    """A function: one template reads otherwise, as if a colleague had written it so."""

    def planted(name, before, after):
        text = get_template(name).template.source
        assert before in text
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(before, after, 1))
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
        wording._kept.cache_clear()

    yield planted
    wording._kept.cache_clear()


def home_page_faults():
    stranger, regular = Client(), Client()
    regular.cookies.load(COOKIES)
    return faults(stranger.get("/en/"), regular.get("/en/"), hosts_of_scripts())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "before", "after", "found"),
    [
        (
            "base.html",
            "</body>",
            "{% if request.COOKIES.kargro_consent %}<p>Welcome back</p>{% endif %}</body>",
            ["is the same for every visitor", "has the same ETag for every visitor"],
        ),
        (
            "cookies/choice_form.html",
            'type="checkbox"',
            'type="checkbox" checked',
            ["asks with empty boxes"],
        ),
    ],
)
def test_a_planted_branch_and_a_planted_tick_are_found(plant, template, before, after, found):
    """C5, C8, R10: a template that greets who was here before, and one that ticks a box for its visitors."""
    assert home_page_faults() == []
    plant(template, before, after)
    assert home_page_faults() == found
