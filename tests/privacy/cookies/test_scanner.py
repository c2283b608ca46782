"""What a scan compares (C30): sightings against the release, without a browser."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import get_resolver, path
from django.utils import timezone

from leads.forms.models import LiveForm
from privacy.cookies.cookie import read_choice
from privacy.cookies.scanner import browser
from privacy.cookies.scanner.addresses import _exempt, exempt_address, public_addresses, unwalked
from privacy.cookies.scanner.compare import Declared, compare
from privacy.cookies.scanner.fakes import FAKES, answer_for
from privacy.cookies.scanner.scan import CannotScan, plan_scan, site_address
from privacy.cookies.scanner.staff import signed_in
from privacy.cookies.scanner.states import as_staff, states_of
from privacy.cookies.scanner.visits import Sighting, Traffic, Visit
from privacy.cookies.selectors import current_offer
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Vendor
from privacy.register.models.releases import Release
from tests import factories

pytestmark = pytest.mark.django_db
STATES = ["none", "refused", "functional", "analytical", "advertising", "all", "withdrawn"]


def found_in(*things, states=STATES, path="/en/"):
    """Return what a scan finds when each of `things` (kind, name, host) is seen on one page in the given states."""
    offer = current_offer("en")
    visits = [Visit(path, state, tuple(Sighting(*thing, path, state) for thing in things)) for state in states]
    return compare(Declared(offer), states_of(offer, now=timezone.now()), visits)


def drift(*things, **where):
    """Return the same without what is never seen: {(what, name): states}."""
    return {
        (found.what, found.name): [place.state for place in found.evidence]
        for found in found_in(*things, **where)
        if found.what != "unused"
    }


GA, GA_SESSION = ("cookie", "_ga", ""), ("cookie", "_ga_ABC123", "")
BCOOKIE = ("cookie", "bcookie", "www.linkedin.com")
PLAYER = ("host", "player.vimeo.com", "")


@pytest.mark.parametrize(
    ("things", "states"),
    [
        ([GA, GA_SESSION, ("host", "region1.google-analytics.com", "")], ["analytical", "all"]),
        ([BCOOKIE, ("cookie", "li_fat_id", ""), ("host", "px.ads.linkedin.com", "")], ["advertising", "all"]),
        ([PLAYER, ("cookie", "vuid", "vimeo.com")], ["functional", "all"]),
        ([("cookie", "kargro_consent", "")], STATES[1:]),
    ],
)
def test_what_is_declared_may_be_seen_where_its_group_is_allowed(things, states):
    """C13: names by pattern, domains with what is below them, hosts with a star."""
    assert drift(*things, states=states) == {}


@pytest.mark.parametrize(
    ("thing", "too_early"),
    [
        (GA, ["none", "refused", "functional", "advertising", "withdrawn"]),
        (BCOOKIE, ["none", "refused", "functional", "analytical", "withdrawn"]),
        (PLAYER, ["none", "refused", "analytical", "advertising", "withdrawn"]),
        (("host", "snap.licdn.com", ""), ["none", "refused", "functional", "analytical", "withdrawn"]),
        (("cookie", "kargro_consent", ""), ["none"]),
        (("cookie", "kargro_csrf", ""), STATES),
    ],
)
def test_what_is_declared_is_too_early_everywhere_else(thing, too_early):
    """C1, C2, C13, C30: the evidence names the states in which it was not allowed, and no other."""
    assert drift(thing) == {("too_early", thing[1]): too_early}


@pytest.mark.parametrize(
    "thing",
    [
        ("cookie", "nobody_knows", ""),
        # The same name elsewhere, or as something else, is something else.
        ("cookie", "_ga", "tracker.example"),
        ("cookie", "bcookie", ""),
        ("cookie", "bcookie", "notlinkedin.com"),
        ("local_storage", "_ga", ""),
        ("cookie", "_gat", ""),
        ("host", "googletagmanager.com.example", ""),
        ("host", "vimeo.com", ""),
        ("indexed_db", "store", ""),
    ],
)
def test_what_nobody_declared_is_found_in_every_state_it_was_seen(thing):
    """C30: name, kind and domain together are what is declared."""
    assert drift(thing) == {("undeclared", thing[1]): STATES}


def test_a_storage_key_may_be_declared_like_a_cookie():
    """C13, C30: local storage has its row in the register; a database of the browser counts as the same."""
    facts = CookieFacts.objects.get(cookie__name="vuid")
    facts.kind, facts.first_party = CookieFacts.Kind.LOCAL, True
    facts.save()
    factories.release()
    for kind in ("local_storage", "indexed_db"):
        assert drift((kind, "vuid", ""), states=["functional", "all"]) == {}
    assert ("undeclared", "vuid") in drift(("session_storage", "vuid", ""))


def test_what_visitors_are_asked_for_and_nothing_sets_is_unused():
    """C30: cookies and companies; staff cookies and necessary ones are asked of nobody."""
    unused = {(found.kind, found.name) for found in found_in(states=["none"])}
    assert {("cookie", "_ga_*"), ("cookie", "vuid"), ("company", "Vimeo"), ("company", "LinkedIn")} <= unused
    assert not {name for _kind, name in unused} & {"kargro_consent", "kargro_session", "kargro_csrf", "messages"}
    # Google receives data by way of its Analytics; it has no host of its own to be seen at.
    assert ("company", "Google") not in unused
    used = found_in(GA_SESSION, PLAYER, states=["functional", "analytical"])
    assert not {("cookie", "_ga_*"), ("company", "Vimeo")} & {(found.kind, found.name) for found in used}


def test_only_the_group_that_alone_was_enough_is_suggested_for_a_declaration():
    """C30: one click leads to the right group where that is clear, else a person decides."""
    thing = ("cookie", "new", "")

    def group(states):
        return next(found.group for found in found_in(thing, states=states) if found.name == "new")

    assert group(["analytical", "all"]) == "analytical"
    assert group(["functional", "analytical", "all"]) == ""
    assert group(["refused", "analytical", "all"]) == ""
    assert group(["all"]) == ""


def test_evidence_counts_every_page_and_names_twenty():
    """C30: a report stays readable however large the site is."""
    offer = current_offer("en")
    visits = [Visit(f"/{n}/", "none", (Sighting("cookie", "x", "", f"/{n}/", "none"),)) for n in range(25)]
    place = compare(Declared(offer), states_of(offer, now=timezone.now()), visits)[0].evidence[0]
    assert (place.state, place.count, len(place.paths)) == ("none", 25, 20)


def test_the_states_are_every_group_alone_and_all_and_the_site_understands_their_cookies(rf: RequestFactory):
    """C30: the cookie is the one that the endpoint writes; the reader of the site takes it as that answer."""
    offer, now = current_offer("en"), timezone.now()
    states = states_of(offer, now=now)
    assert [state.name for state in states] == STATES
    assert not states[0].answered
    for state in states[1:]:
        request = rf.get("/")
        request.COOKIES["kargro_consent"] = state.cookie.strip('"')
        choice = read_choice(request, offer, now=now)
        # Where everything is taken back, the browser begins with everything allowed.
        assert choice.allowed == (frozenset(offer.keys) if state.withdraws else state.allowed)
        assert set(choice.groups) == set(offer.keys)


def test_where_nothing_is_asked_there_is_one_state():
    """C8, C30: no group, no answer."""
    Vendor.objects.update(active=False)
    data = Release.objects.first().data
    for group in data["cookie_groups"].values():
        group["cookies"] = [] if not group["required"] else group["cookies"]
    data["vendors"] = {}
    for purpose in data["purposes"].values():
        purpose["vendors"] = []
    number = Release.objects.first().number + 1
    Release.objects.create(number=number, published_at=timezone.now(), data=data, sha256="1" * 64, note="none")
    assert [state.name for state in states_of(current_offer("en"), now=timezone.now())] == ["none"]


def test_every_live_page_in_every_language_is_visited_with_search_cookies_and_forms():
    """C30: nothing public is left out, and nothing is opened twice."""
    addresses = public_addresses()
    paths = [address.path for address in addresses]
    assert len(paths) == len(set(paths))
    for language in ("en", "nl", "de", "fr"):
        assert {f"/{language}/", f"/{language}/cookies/", f"/{language}/search/"} <= set(paths)
    forms = {f"/{language}/forms/{slug}/" for slug, language in LiveForm.objects.values_list("slug", "language")}
    assert forms
    assert forms <= set(paths)
    assert {address.language for address in public_addresses(language="nl")} == {"nl"}
    types = [address.page_type for address in public_addresses(one_of_each_type=True)]
    assert len(types) == len(set(types)) > 8
    assert len(public_addresses(limit=3)) == 3


def test_the_stand_ins_set_what_the_companies_are_known_to_set():
    """C30: the table is our own, so a register that forgets or invents a cookie is found out."""
    player = answer_for("https://player.vimeo.com/video/1?dnt=1")
    assert [line.partition("=")[0] for line in player.cookies] == [
        "vuid",
        "player",
        "__cf_bm",
        "_cfuvid",
        "cf_clearance",
    ]
    assert all("Domain=vimeo.com" in line and "SameSite=None" in line for line in player.cookies)
    collect = answer_for("https://px.ads.linkedin.com/collect?v=2")
    assert {line.partition("=")[0] for line in collect.cookies} == {
        "bcookie", "lidc", "li_gc", "li_sugr", "UserMatchHistory", "AnalyticsSyncHistory",
    }  # fmt: skip
    script = answer_for("https://www.googletagmanager.com/gtag/js?id=G-ABC123")
    assert '[["_ga", 63072000], ["_ga_ABC123", 63072000]]' in script.body
    assert answer_for("https://unknown.example/x.js").body == ""
    assert all(fake.sets == () or fake.domain for fake in FAKES)


def test_what_the_pages_own_policy_stopped_has_reached_nobody():
    """C2, C30: a request refused by the page's CSP is no contact; one that failed on its way is."""
    listeners = {}
    traffic = Traffic(SimpleNamespace(on=listeners.__setitem__), "www.kargrogroup.test")
    for url, failure in (
        ("https://stopped.example/", "csp"),
        ("https://broken.example/", "net::ERR_CONNECTION_RESET"),
        ("https://www.kargrogroup.test/a.js", "net::ERR_ABORTED"),
        ("data:text/plain,x", "net::ERR_ABORTED"),
    ):
        listeners["requestfailed"](SimpleNamespace(url=url, failure=failure))
    assert traffic.hosts == {"broken.example"}


@pytest.mark.parametrize(
    "address",
    ["", "kargro", "ftp://kargro.test", "https://", "https://user:secret@kargro.test", "http://kargro.test:x/"],
)
def test_only_the_address_of_a_site_is_scanned(address):
    """C30: anything else is one sentence, which does not repeat a password."""
    with pytest.raises(CannotScan) as refused:
        site_address(address)
    assert "secret" not in str(refused.value)
    assert site_address("https://kargro.test:8000/en/?q=1") == "https://kargro.test:8000"


def test_a_site_whose_cookies_are_named_for_tls_is_scanned_by_https_alone(settings):
    """C30: production's; a browser would refuse the session of the CMS, and the scan break off in its middle."""
    assert site_address("http://web:8000") == "http://web:8000"
    settings.SESSION_COOKIE_NAME = "__Host-kargro_session"
    with pytest.raises(CannotScan, match="by https"):
        site_address("http://web:8000")
    assert site_address("https://web:8000") == "https://web:8000"


def test_without_a_release_there_is_nothing_to_compare_with(monkeypatch):
    """C30: before the first policy version a scan says so."""
    monkeypatch.setattr("privacy.cookies.scanner.scan.current_offer", lambda language: None)
    with pytest.raises(CannotScan, match="no policy version"):
        plan_scan("https://kargro.test", now=timezone.now())


@pytest.mark.parametrize(
    ("gone", "sentence"), [("playwright", "requirements-scan.txt"), ("chromium", "apt-get install chromium")]
)
def test_without_playwright_or_chromium_the_command_says_what_to_install(monkeypatch, gone, sentence):
    """C30: exit status 3 and one sentence; the site itself needs neither."""
    if gone == "playwright":
        monkeypatch.setattr(browser, "find_spec", lambda name: None)
    else:
        monkeypatch.setattr(browser, "program", lambda: None)
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("scan_cookies")
    assert refused.value.returncode == 3


def kept(name, seconds, host=""):
    """Return what a scan says of a cookie that stood in the browser for so many seconds."""
    sighting = Sighting("cookie", name, host, "/en/", "all", kept=True, seconds=seconds)
    states = states_of(current_offer("en"), now=timezone.now())
    visits = [Visit("/en/", "all", (sighting,))]
    return [one.what for one in compare(Declared(current_offer("en")), states, visits) if one.name == name]


@pytest.mark.parametrize(
    ("name", "seconds", "as_told"),
    [
        ("_ga_X", 400 * 86_400, True),  # no browser keeps it for the two years that it asks for
        ("_ga_X", 30 * 86_400, False),
        ("_ga_X", None, False),
        ("li_fat_id", 30 * 86_400, True),
        ("li_fat_id", 29.5 * 86_400, True),
        ("li_fat_id", 90 * 86_400, False),
    ],
)
def test_a_cookie_that_is_kept_for_another_time_than_told_is_found(name, seconds, as_told):
    """C30, C18: lifetimes are compared, not only names."""
    assert kept(name, seconds) == ([] if as_told else ["lifetime"])


def test_what_a_page_is_kept_from_loading_is_found():
    """C30, P4: whatever company it is of, and in whichever state."""
    assert drift(("blocked", "tracker.example", ""), states=["none", "all"]) == {
        ("stopped", "tracker.example"): ["none", "all"]
    }


def test_staff_cookies_belong_to_staff():
    """C18, C30: what is declared for staff may be seen by them, and by no visitor; a visitor's is not theirs."""
    states = (as_staff("key"),)
    things = [("cookie", name, "") for name in ("kargro_session", "kargro_csrf", "wagtail_sidebar_collapsed", "_ga")]
    things.append(("local_storage", "wagtail:spriteData", ""))
    visits = [Visit("/admin/", "staff", tuple(Sighting(*thing, "/admin/", "staff") for thing in things))]
    found = compare(Declared(current_offer("en")), states, visits)
    assert {(one.what, one.name) for one in found if one.what != "unused"} == {("too_early", "_ga")}


def test_every_public_address_is_walked_or_has_a_reason():
    """C30: from the URL map: an address without arguments is walked by itself, in every language."""
    addresses = public_addresses()
    assert unwalked(addresses) == []
    paths = {address.path for address in addresses}
    assert {"/en/rights/", "/nl/rights/", "/en/cookies/receipt/", "/fr/cookies/saved/", "/robots.txt"} <= paths
    assert len(paths) == len(addresses)


def test_a_new_address_with_arguments_fails_the_scan_until_somebody_names_one(monkeypatch):
    """C30: planted: a public view that no room knows of."""
    resolver = get_resolver()
    monkeypatch.setattr(
        resolver,
        "url_patterns",
        [*resolver.url_patterns, path("new/<int:number>/", lambda request, number: HttpResponse(), name="new")],
    )
    assert unwalked(public_addresses()) == ["new/<int:number>/"]
    plan = plan_scan("http://testserver", now=timezone.now())
    assert plan.unwalked == ("new/<int:number>/",)
    exempt_address("new", "made for a test")
    try:
        assert unwalked(public_addresses()) == []
    finally:
        _exempt.pop("new")


def test_somebody_made_up_is_signed_in_and_gone_again(client):
    """C30, P4: opens the CMS, holds no role and no password, and leaves neither account nor session."""
    users = get_user_model().objects.count()
    with signed_in() as session:
        client.cookies["kargro_session"] = session
        assert client.get("/admin/").status_code == 200
        somebody = get_user_model().objects.latest("pk")
        assert not somebody.has_usable_password()
        assert (somebody.is_superuser, somebody.groups.count(), somebody.user_permissions.count()) == (False, 0, 1)
    assert client.get("/admin/").status_code == 302
    assert get_user_model().objects.count() == users


def test_a_scan_that_was_killed_leaves_nobody_signed_in(client):
    """C30, P4: the next one deletes them, and nobody of a similar name; two hours later the session is over by itself."""
    users = get_user_model().objects
    for name in ("scan-team", f"scan-{'0a' * 16}"):
        users.create_user(name)
    with signed_in() as session:
        assert users.filter(username__startswith="scan-").count() == 2
        assert users.filter(username="scan-team").exists()
        client.cookies["kargro_session"] = session
        assert client.get("/admin/").status_code == 200
        with time_machine.travel(timezone.now() + timedelta(hours=2, minutes=1)):
            assert client.get("/admin/").status_code == 302
