"""The scanner at work (C30): a real Chromium over the running site, clean and with drifts planted in its answers."""

import json
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone

from privacy.cookies.scanner.addresses import Address
from privacy.cookies.scanner.scan import CannotScan, plan_scan, scan
from tests.browser.test_cookies_video import film  # noqa: F401

pytestmark = pytest.mark.browser
STATES = ["none", "refused", "functional", "analytical", "advertising", "all", "withdrawn"]
GA = "https://www.googletagmanager.com/gtag/js?id=G-TEST1"


class Planted:
    """The browser, with every page of the site answered as if somebody had put something into it."""

    def __init__(self, browser, live, *, script="", head="", cookie=""):
        self.browser, self.live = browser, live
        self.script, self.head, self.cookie = script, head, cookie

    def new_context(self, **options):
        context = self.browser.new_context(**options)
        context.route(f"{self.live.url}/en/**", self._page)
        context.route(
            f"{self.live.url}/planted.js", lambda route: route.fulfill(content_type="text/javascript", body=self.script)
        )
        return context

    def _page(self, route):
        answer = route.fetch()
        headers = dict(answer.headers)
        # Whoever puts a company into a page lets it through the page's policy, too.
        headers.pop("content-security-policy", None)
        if self.cookie:
            headers["set-cookie"] = f"{self.cookie}=1; Path=/"
        tags = f'{self.head}<script src="/planted.js"></script></head>'
        route.fulfill(response=answer, headers=headers, body=answer.text().replace("</head>", tags, 1))


@contextmanager
def in_front(live, cookies):
    """A server before the site that adds cookies to each of its pages; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            with urlopen(
                Request(f"{live.url}{self.path}", headers={"Cookie": self.headers.get("Cookie", "")})
            ) as answer:
                body = answer.read()
                self.send_response(answer.status)
                for name in ("Content-Type", "Content-Security-Policy"):
                    if name in answer.headers:
                        self.send_header(name, answer.headers[name])
            for cookie in cookies if self.path.startswith("/en/") else ():
                self.send_header("Set-Cookie", f"{cookie}=1; Path=/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def plan(live):
    """The first page, in every state."""
    return plan_scan(live.url, limit=1, now=timezone.now())


def seen(result):
    """Return what was found, except what no page uses: {(what, kind, name, host): states}."""
    return {
        (found.what, found.kind, found.name, found.host): [place.state for place in found.evidence]
        for found in result.drift(allow_unused=True)
    }


def unused(result):
    return {(found.kind, found.name) for found in result.findings if found.what == "unused"}


def test_one_page_of_each_type_shows_nothing_undeclared_and_nothing_too_early(browser, live):
    """C1, C2, C13, C30: every type of page in six states."""
    plan = plan_scan(live.url, one_of_each_type=True, now=timezone.now())
    assert {"homepage", "contactpage", "privacypage", "cookies", "search", "form"} <= {
        address.page_type for address in plan.addresses
    }
    assert [state.name for state in plan.states] == STATES
    result = scan(plan, browser)
    assert len(result.visits) == len(plan.addresses) * len(STATES)
    assert seen(result) == {}
    assert result.unvisited == []


def test_a_withdrawal_that_leaves_anything_turns_the_scan_red(browser, live, plan):
    """R96, C30: the scanner leaves undeclared things itself; a page that no longer sweeps is found by them."""
    plan = replace(plan, states=plan.states[-1:])
    assert seen(scan(plan, browser)) == {}
    idle = "Object.defineProperty(window, 'kargroSweep', { get: () => () => [], set() {} })"
    found = seen(scan(plan, Planted(browser, live, script=idle)))
    names = {"cookie": {f"scan_left_{end}" for end in (0, 1, "apart")}, "local_storage": {"scan_left"}}
    names |= {"session_storage": {"scan_left"}, "indexed_db": {"scan_left"}}
    left = {("undeclared", kind, name, ""): ["withdrawn"] for kind in names for name in names[kind]}
    assert {key: states for key, states in found.items() if key[0] == "undeclared"} == left
    # Companies' own cookies stay as well, of those whose script had run by then.
    theirs = {("too_early", "cookie", name, "") for name in ("_ga", "_ga_EXAMPLE", "li_fat_id")}
    assert found.keys() - left.keys() <= theirs
    assert found.keys() & theirs


def test_what_the_register_does_not_know_turns_the_scan_red(browser, live, plan):
    """C30, C13: cookies, a key in each storage, hosts, planted in our own page: each found, in every state, at its page."""
    script = """
      document.cookie = "by_script=1";
      localStorage.setItem("kept", 1);
      sessionStorage.setItem("for_now", 1);
      indexedDB.open("planted-db");
      fetch("https://tracker.example/x").catch(() => {});
      new WebSocket("ws://127.0.0.2:9/");
    """
    hint = '<link rel="preconnect" href="https://fonts.example">'
    result = scan(plan, Planted(browser, live, cookie="by_server", script=script, head=hint))
    planted = {
        ("cookie", "by_server"),
        ("cookie", "by_script"),
        ("local_storage", "kept"),
        ("session_storage", "for_now"),
        ("indexed_db", "planted-db"),
        ("host", "tracker.example"),
        ("host", "127.0.0.2"),
        ("host", "fonts.example"),
    }
    # A withdrawal takes away what it can: not what the page still holds open, nor a hint that stands in its source.
    stays = {("indexed_db", "planted-db"), ("host", "fonts.example")}
    assert seen(result) == {
        ("undeclared", kind, name, ""): STATES if (kind, name) in stays else STATES[:-1]
        for kind, name in planted - {("cookie", "by_server")}
    } | {
        # An answer that is made up here tells no header: after a refusal the page has taken the cookie away.
        ("undeclared", "cookie", "by_server", ""): ["none", "all"]
    }
    assert {place.paths for found in result.drift(allow_unused=True) for place in found.evidence} == {
        (plan.addresses[0].path,)
    }


def test_a_request_to_a_company_before_it_is_allowed_turns_the_scan_red(browser, live, plan):
    """C30, C2: declared, so it is red only where its group was not allowed."""
    early = Planted(browser, live, script="new Image().src = 'https://www.google-analytics.com/g/collect'")
    too_early = ["none", "refused", "functional", "advertising"]
    assert seen(scan(plan, early)) == {("too_early", "host", "www.google-analytics.com", ""): too_early}


# Where each may not be. The last is declared for staff: a visitor never gets it.
TOO_EARLY = {
    ("too_early", "cookie", "_ga", ""): ["none", "refused", "functional", "advertising"],
    ("too_early", "cookie", "li_fat_id", ""): ["none", "refused", "functional", "analytical"],
    ("too_early", "cookie", "kargro_session", ""): STATES,
    # Planted until the browser closes, declared for longer.
    ("lifetime", "cookie", "_ga", ""): ["analytical", "all"],
    ("lifetime", "cookie", "li_fat_id", ""): ["advertising", "all"],
}


def test_declared_cookies_of_the_server_under_a_refusal_turn_the_scan_red(browser, live, plan):
    """C30, C20: declared cookies have their states, also where the page takes the cookie away again at once."""
    with in_front(live, sorted({name for _what, _kind, name, _host in TOO_EARLY})) as address:
        result = scan(replace(plan, base_url=address), browser)
    assert seen(result) == TOO_EARLY


def test_declared_cookies_of_a_script_under_a_refusal_turn_the_scan_red(browser, live, plan):
    """C30, C20: the same, written by a script."""
    script = "".join(
        f"document.cookie = '{name}=1;path=/';" for name in sorted({name for _what, _kind, name, _host in TOO_EARLY})
    )
    assert seen(scan(plan, Planted(browser, live, script=script))) == TOO_EARLY


def test_not_even_the_cookie_that_keeps_an_answer_comes_before_there_is_one(browser, live, plan):
    """C1, C30: no cookie at all before the visitor answers."""
    result = scan(replace(plan, states=plan.states[:1]), Planted(browser, live, cookie="kargro_consent"))
    assert seen(result) == {("too_early", "cookie", "kargro_consent", ""): ["none"]}


def test_taking_a_cookie_away_is_not_setting_it(browser, live, plan):
    """C20, C30: what a page writes in order to delete is no sighting."""
    gone = "document.cookie = 'old=;path=/;max-age=0'; document.cookie = 'older=;path=/;expires=Thu, 01 Jan 1970 00:00:00 GMT'"
    assert seen(scan(replace(plan, states=plan.states[:2]), Planted(browser, live, script=gone))) == {}


def test_a_company_that_waits_for_its_permission_is_found_in_order_by_its_stand_in(browser, live, plan):
    """C13, C30: Google Analytics, loaded when its group is allowed, sets what is declared; another's stays unused."""
    loads = f"if (/analytical=2/.test(document.cookie)) {{ const tag = document.createElement('script'); tag.src = '{GA}'; document.head.append(tag); }}"
    result = scan(plan, Planted(browser, live, script=loads))
    assert seen(result) == {}
    analytical = next(visit for visit in result.visits if visit.state == "analytical")
    found = {(one.kind, one.name) for one in analytical.sightings}
    assert {("cookie", "_ga"), ("cookie", "_ga_TEST1"), ("host", "region1.google-analytics.com")} <= found
    assert not {("company", "Google Analytics"), ("cookie", "_ga"), ("cookie", "_ga_*")} & unused(result)


def test_each_page_is_met_as_if_it_were_the_first(browser, live):
    """C30: what one page left, in cookies or storage, is no evidence against the next."""
    plan = plan_scan(live.url, language="en", limit=2, now=timezone.now())
    first, second = (address.path for address in plan.addresses)
    script = f"if (location.pathname === '{first}') {{ localStorage.setItem('kept', 1); document.cookie = 'left=1;path=/'; }}"
    result = scan(replace(plan, states=plan.states[:2]), Planted(browser, live, script=script))
    assert [place.paths for found in result.drift(allow_unused=True) for place in found.evidence] == [(first,)] * 4
    assert {visit.path for visit in result.visits} == {first, second}


def test_a_video_plays_where_its_company_is_allowed_and_nowhere_else(browser, live, plan, film):  # noqa: F811
    """C13, C14, C30: the player is opened in its own group's state and in the last; its cookies are all declared."""
    plan = replace(plan, addresses=(Address(film, "en", "contentpage"),))
    result = scan(plan, browser)
    assert seen(result) == {}
    with_player = [
        visit.state
        for visit in result.visits
        if ("host", "player.vimeo.com") in {(one.kind, one.name) for one in visit.sightings}
    ]
    assert with_player == ["functional", "all"]
    assert "Vimeo" not in {found.vendor for found in result.findings}


def test_a_site_that_asks_again_is_not_scanned(browser, live, plan):
    """C30: an answer that the site does not take would make every state the first one."""
    states = tuple(replace(state, cookie=state.cookie and '"functional=-1"') for state in plan.states)
    with pytest.raises(CannotScan, match="another policy version"):
        scan(replace(plan, states=states), browser)


def test_a_page_that_answers_with_an_error_is_reported_and_the_others_are_scanned(browser, live, plan):
    """C30: a page that cannot be opened is no page without drift."""
    pages = (Address("/en/nowhere/", "en", "contentpage"), *plan.addresses)
    result = scan(replace(plan, addresses=pages, states=plan.states[:1]), browser)
    assert [(found.name, found.host) for found in result.unvisited] == [("/en/nowhere/", "404")]
    assert [visit.path for visit in result.visits if not visit.error] == [plan.addresses[0].path]


def test_the_command_tells_by_its_exit_status_and_keeps_the_report(live):
    """C30: 1 for what is never seen, 0 where that is allowed, 2 where nothing answers; each kept for the CMS."""
    live.sql("DELETE FROM privacy_cookies_scanreport")
    options = ("scan_cookies", live.url, "--language", "en", "--limit", "1", "--json")
    drift = live.manage(*options, check=False)
    report = json.loads(drift.stdout)
    assert drift.returncode == 1, drift.stderr
    assert {found["what"] for found in report["findings"]} == {"unused"}
    assert report["states"] == [*STATES, "staff"]
    assert live.manage(*options, "--allow-unused").returncode == 0
    away = live.manage("scan_cookies", "http://127.0.0.1:9", "--limit", "1", check=False)
    assert away.returncode == 2
    assert "does not answer" in away.stderr
    assert "Traceback" not in drift.stderr + away.stderr
    kept = live.sql("SELECT base_url, failure, pages FROM privacy_cookies_scanreport ORDER BY id")
    assert kept == [(live.url, "", 1), (live.url, "", 1), ("http://127.0.0.1:9", "unreachable", 1)]
    live.sql("DELETE FROM privacy_cookies_scanreport")
