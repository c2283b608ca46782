"""Every public page, walked: no cookie, nothing per visitor, cacheable, strict policy, few queries."""

import re

import pytest
from django.conf.urls.i18n import i18n_patterns
from django.db import connection
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, path
from django.utils.translation import get_language
from wagtail.models import Page, get_page_models

from kargro.urls import urlpatterns as of_the_site
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
# Another visitor: who refused, whose browser carries what some tool left there.
OTHER_COOKIES = {"kargro_consent": "analytical=-1|advertising=-1", "_ga": "GA1.1.1.1", "theme": "dark"}
# Every address outside the CMS, as the URL map writes it (below its language where it has one), and one that fits it.
WALKED = {
    "": ("/",),
    "healthz": ("/healthz",),
    "readyz": ("/readyz",),
    "robots.txt": ("/robots.txt",),
    "sitemap.xml": ("/sitemap.xml",),
    "blocked/": ("/blocked/",),
    ".well-known/gpc.json": ("/.well-known/gpc.json",),
    ".well-known/security.txt": ("/.well-known/security.txt",),
    "^media/(?P<path>images/[^/]+)$": ("/media/images/none.webp",),
    "documents/^(\\d+)/(.*)$": ("/documents/999999/none.pdf",),
    "documents/authenticate_with_password/<int:restriction_id>/": ("/documents/authenticate_with_password/999999/",),
    "cookies/": ("/nl/cookies/",),
    "cookies/choice/": ("/nl/cookies/choice/",),
    "cookies/saved/": ("/nl/cookies/saved/",),
    "cookies/receipt/": ("/nl/cookies/receipt/",),
    "cookies/withdrawn/": ("/nl/cookies/withdrawn/",),
    "rights/": ("/nl/rights/",),
    "rights/work/": ("/nl/rights/work/",),
    "rights/code/<str:token>/": ("/nl/rights/code/none/",),
    "rights/open/<str:token>/": ("/nl/rights/open/none/",),
    "rights/identity/<str:token>/": ("/nl/rights/identity/none/",),
    "rights/mine/<str:token>/": ("/nl/rights/mine/none/",),
    "forms/<slug:slug>/": ("/nl/forms/contact/", "/de/forms/notice/", "/nl/forms/none/"),
    "forms/<slug:slug>/challenge/": ("/nl/forms/contact/challenge/",),
    "forms/<slug:slug>/received/<str:token>/": ("/nl/forms/contact/received/none/",),
    "search/": ("/nl/search/", "/fr/search/?q=pneus"),
    "_util/login/": ("/nl/_util/login/",),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "/nl/_util/authenticate_with_password/999999/999999/",
    ),
    "^((?:[\\w\\-]+/)*)$": ("/nl/", "/en/contact/", "/nl/none/"),
}
# The answer holds something random, which no cookie changes.
RANDOM = {
    "forms/<slug:slug>/challenge/": "a key of its own for every asking",
    "rights/work/": "a puzzle of its own for every asking",
}
# Shows what this very browser chose; never kept by a cache.
OF_THE_BROWSER = {
    "cookies/receipt/": "the choice whose number stands in this browser's cookie",
    "cookies/choice/": "records this browser's choice",
    "cookies/saved/": "says what this browser has just chosen",
    "^media/(?P<path>images/[^/]+)$": "not found, below no language: the error page speaks the browser's",
    "documents/^(\\d+)/(.*)$": "not found, below no language: the error page speaks the browser's",
    "documents/authenticate_with_password/<int:restriction_id>/": "a password that editors set; below no language",
}
# HTML, 4.10.18.7.1: "on" and "off" are for controls that people type into.
NOT_TO_FILL_IN = re.compile(r'<input(?=[^>]*type="(?:hidden|checkbox|radio)")[^>]*autocomplete="(?:on|off)"')
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


def addresses_of_scripts() -> set[str]:
    return {script.address for script in current_offer("en").scripts}


def faults(plain: HttpResponse, with_cookies: HttpResponse, declared: set[str] = frozenset()) -> list[str]:
    """Return what is wrong with a public answer, and with the same answer to a browser that has cookies.

    Scripts may come from the declared addresses besides the site, and from nowhere else.
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
        "says how to fill in what can be filled in alone": not NOT_TO_FILL_IN.search(plain.content.decode()),
        "may be kept by shared caches": "public" in plain.headers.get("Cache-Control", ""),
        "has a strict policy": "'self'" in listed and "unsafe" not in policy and set(listed) <= {"'self'", *declared},
    }
    return [rule for rule, kept in rules.items() if not kept]


@pytest.mark.django_db
def test_every_public_page_is_the_same_for_everyone_and_sets_nothing():
    """C1, C5, P4, R53: no cookie, no Vary: Cookie, same bytes and ETag with any cookie, public, strict CSP."""
    addresses = public_addresses()
    assert len(addresses) > 15
    declared = addresses_of_scripts()
    assert declared
    broken = {}
    for address in addresses:
        stranger, regular, refuser = answers_to_everyone(address)
        found = {*faults(stranger, regular, declared), *faults(stranger, refuser, declared)}
        if found:
            broken[address] = found
    assert not broken


def routes(found=None, route=""):
    """Yield every route outside the CMS, below its language."""
    for pattern in found if found is not None else get_resolver().url_patterns:
        here = route + str(pattern.pattern).removeprefix(f"{get_language()}/")
        if hasattr(pattern, "url_patterns"):
            yield from () if here == "admin/" else routes(pattern.url_patterns, here)
        else:
            yield here


def leaks(route, answers):
    """Return what one address tells about its visitor, by its answers to a stranger and to others with cookies."""
    plain, *others = answers
    private = route in OF_THE_BROWSER
    rules = {
        "sets no cookie": not any(answer.cookies for answer in answers),
        "does not vary by cookie": private or not any("cookie" in a.headers.get("Vary", "").lower() for a in answers),
        "is the same for every visitor": private
        or route in RANDOM
        or all(_answer(a) == _answer(plain) for a in others),
        "is kept by no cache": not private or "public" not in plain.headers.get("Cache-Control", ""),
    }
    return [rule for rule, kept in rules.items() if not kept]


def _answer(response):
    return response.status_code, response.content, response.headers.get("Location")


def answers_to_everyone(address):
    """Return the answers to a stranger and to visitors with other cookies."""
    found = []
    for cookies in ({}, COOKIES, OTHER_COOKIES):
        client = Client(raise_request_exception=False)
        client.cookies.load(cookies)
        found.append(client.get(address))
    return found


@pytest.mark.django_db
def test_every_address_of_the_url_map_is_walked_and_knows_no_visitor():
    """C1, C5, R5, R53: found in the URL map, never in a list: a new one fails here until somebody walks it."""
    everything = set(routes())
    assert len(everything) > 20
    assert everything - set(WALKED) == set(), "give WALKED an address that fits it"
    assert set(WALKED) - everything == set(), "these are gone"
    broken = {
        path: found
        for route, paths in WALKED.items()
        for path in paths
        if (found := leaks(route, answers_to_everyone(path)))
    }
    assert broken == {}


@pytest.mark.django_db
def test_every_type_of_page_is_walked():
    """C5: whatever editors may publish is compared between visitors; a type that the sample does not use is named."""
    walked = {type(page) for page in Page.objects.live().filter(depth__gte=2).specific()}
    unused = {model._meta.object_name for model in get_page_models() if model is not Page and model not in walked}
    assert unused <= {"TermsPage"}


def greeting(request):
    response = HttpResponse("Hello " + request.COOKIES.get("name", "you"))
    response.set_cookie("seen", "1")
    return response


urlpatterns = [path("greeting/", greeting), *i18n_patterns(path("greeting/again/", greeting)), *of_the_site]


@pytest.mark.django_db
def test_a_view_beside_the_walk_is_found(settings):
    """C1, C5: planted: a new address in both halves of the URL map, which sets a cookie and greets by name."""
    settings.ROOT_URLCONF = __name__
    assert set(routes()) - set(WALKED) == {"greeting/", "greeting/again/"}
    OTHER_COOKIES["name"] = "Jo"
    try:
        for path_ in ("/greeting/", "/en/greeting/again/"):
            assert leaks("greeting/", answers_to_everyone(path_)) == ["sets no cookie", "is the same for every visitor"]
    finally:
        del OTHER_COOKIES["name"]


@pytest.mark.django_db
def test_every_public_page_stays_within_its_query_budget():
    """X1: a home page asks the database at most twelve times, any page at most sixteen, however many blocks it has."""
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


def page_faults(address="/en/"):
    stranger, regular, _refuser = answers_to_everyone(address)
    return faults(stranger, regular, addresses_of_scripts())


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
    assert page_faults() == []
    plant(template, before, after)
    assert page_faults() == found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("pages/company_page.html", "company"),
        ("pages/page.html", "/nl/contact/"),
        ("pages/search.html", "/nl/search/"),
        ("cookies/page.html", "/nl/cookies/"),
    ],
)
def test_a_branch_on_cookies_in_any_type_of_page_is_found(plant, template, address):
    """C5: planted in a company, the contact page, the search and the cookie page, in turn."""
    if address == "company":
        address = next(
            path for path in public_addresses() if path.startswith("/en/companies/") and path.count("/") == 4
        )
    assert page_faults(address) == []
    plant(template, "{% block content %}", "{% block content %}{% if request.COOKIES.anything %}Again{% endif %}")
    assert "is the same for every visitor" in page_faults(address)
