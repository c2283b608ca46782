"""Scripts of other companies in a real browser: nothing before a yes, all signals, and an end at once (C14, C17, C20)."""

import pytest

from privacy.cookies.scanner.fakes import answer_for
from tests.browser.consent import GROUPS, let_scripts_act, sheet, stored, until, until_kept, wait_for

pytestmark = pytest.mark.browser
SIGNALS = {
    "analytical": {"analytics_storage"},
    "advertising": {"ad_storage", "ad_user_data", "ad_personalization"},
    "functional": {"functionality_storage", "personalization_storage"},
}
LAYER = "(window.dataLayer || []).map((call) => [...call].map((word) => word instanceof Date ? 'date' : word))"


@pytest.fixture
def asked(page):
    """Every request to other companies, which stand-ins answer."""
    return watch(page)


def watch(page):
    found = []

    def answer(route):
        found.append(route.request.url)
        stand_in = answer_for(route.request.url)
        route.fulfill(status=200, content_type=stand_in.content_type, body=stand_in.body, headers=stand_in.headers)

    page.context.route(lambda address: "127.0.0.1" not in address, answer)
    return found


def allow(page, *groups):
    """Choose these groups in the settings."""
    page.locator("footer [data-consent-open]").press("Enter")
    dialog = page.get_by_role("dialog")
    for group in GROUPS:
        dialog.locator(f"[name=groups][value={group}]").set_checked(group in groups)
    before = stored(page).get("id")
    dialog.get_by_role("button", name="Save my choice").click()
    wait_for(page, lambda found: found.get("id") not in (None, before) and "pending" not in found)


def updates(page):
    """Return what Google was told since the defaults, oldest first."""
    return [call[2] for call in page.evaluate(LAYER) if call[:2] == ["consent", "update"]]


def granted(page):
    """Return the signals that Google holds as granted, after the last update."""
    return {name for name, value in updates(page)[-1].items() if value == "granted"}


def hosts(asked):
    return {address.split("/")[2] for address in asked}


def test_before_an_answer_and_after_a_refusal_nobody_is_asked(page, asked):
    """C2, C14, C17: not one request, no script, no layer."""
    page.goto("/en/")
    let_scripts_act(page)
    assert asked == []
    sheet(page).get_by_role("button", name="Reject all").click()
    until_kept(page)
    page.reload()
    let_scripts_act(page)
    assert asked == []
    assert page.evaluate(LAYER) == []
    assert page.locator("script[src*=vendors]").count() == 0


def test_google_starts_in_place_with_every_signal_denied_and_then_updated(page, asked):
    """C14, C17: without reload; the seven signals first, then what was allowed, then the measurement."""
    page.goto("/en/")
    page.evaluate("window.same = true")
    allow(page, "analytical")
    until(page, lambda: any("google-analytics.com" in address for address in asked))
    assert page.evaluate("window.same")
    calls = page.evaluate(LAYER)
    default = next(call for call in calls if call[:2] == ["consent", "default"])
    assert set(default[2]) == {"security_storage"}.union(*SIGNALS.values())
    assert set(default[2].values()) == {"denied"}
    order = [call[:2] for call in calls]
    assert (
        order.index(["consent", "default"]) < order.index(["consent", "update"]) < order.index(["config", "G-EXAMPLE"])
    )
    assert granted(page) == SIGNALS["analytical"]
    assert hosts(asked) == {"www.googletagmanager.com", "region1.google-analytics.com"}
    assert {"_ga", "_ga_EXAMPLE"} <= {cookie["name"] for cookie in page.context.cookies()}


@pytest.mark.parametrize("more", ["advertising", "functional"])
def test_each_group_moves_its_own_signals(page, asked, more):
    """C17: the groups stand for the signals that C17 names, and are told when they change."""
    page.goto("/en/")
    allow(page, "analytical")
    until(page, lambda: updates(page))
    allow(page, "analytical", more)
    assert granted(page) == SIGNALS["analytical"] | SIGNALS[more]
    allow(page, "analytical")
    assert granted(page) == SIGNALS["analytical"]


def test_linkedin_alone_asks_linkedin_alone(page, asked):
    """C13: Google is not met by those who allow advertising only."""
    page.goto("/en/")
    allow(page, "advertising")
    until(page, lambda: any("px.ads" in address for address in asked))
    let_scripts_act(page)
    assert hosts(asked) == {"snap.licdn.com", "px.ads.linkedin.com"}
    assert page.evaluate("window._linkedin_data_partner_ids") == ["EXAMPLE"]
    assert page.evaluate(LAYER) == []


def test_a_withdrawal_ends_it_at_once_on_this_page_and_the_next(page, asked):
    """C20: denied update, cookies gone, and what runs already reaches nobody any more."""
    page.goto("/en/")
    allow(page, "analytical", "functional")
    until(page, lambda: "_ga" in {cookie["name"] for cookie in page.context.cookies()})
    until(page, lambda: any("google-analytics.com" in address for address in asked))
    allow(page, "functional")
    assert granted(page) == set()
    assert page.evaluate("window['ga-disable-G-EXAMPLE']")
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("_ga")]
    before = len(asked)
    reached = page.evaluate(
        """() => fetch("https://region1.google-analytics.com/g/collect", { method: "POST", mode: "no-cors" })
          .then(() => true, () => false)"""
    )
    assert not reached
    page.reload()
    let_scripts_act(page)
    assert len(asked) == before
    assert not [cookie for cookie in page.context.cookies() if cookie["name"].startswith("_ga")]


def test_other_tabs_follow_a_withdrawal(page, asked):
    """C20: the tab that was open already is told, not only the one where it was pressed."""
    page.goto("/en/")
    allow(page, "analytical")
    other = page.context.new_page()
    other.goto("/en/contact/")
    until(other, lambda: updates(other))
    assert granted(other) == SIGNALS["analytical"]
    allow(page)
    until(other, lambda: granted(other) == set())
    assert other.locator("meta[http-equiv]").count() == 1
    other.close()


def test_a_page_from_the_back_button_follows_what_was_chosen_since(page, asked):
    """C20: a page kept by the browser is not older than the choice."""
    page.goto("/en/")
    allow(page, "analytical")
    page.goto("/en/cookies/")
    allow(page)
    asked.clear()
    page.go_back()
    let_scripts_act(page, 500)
    assert page.evaluate(LAYER) == [] or granted(page) == set()
    assert asked == []


def test_a_receipt_meets_no_company_even_when_everything_is_allowed(page, asked):
    """C14, design "third parties and forms": allowed or not."""
    page.goto("/en/")
    allow(page, *GROUPS)
    until(page, lambda: {"snap.licdn.com", "www.googletagmanager.com"} <= hosts(asked))
    page.goto("/en/cookies/saved/")
    asked.clear()
    page.reload()
    let_scripts_act(page)
    assert asked == []


def test_another_file_of_an_allowed_host_is_refused(page, asked):
    """P4, issue 19: a page allows Google's script by its address; what else lies on that host, and may run anything, stays out."""
    page.goto("/en/")
    allow(page, "analytical")
    until(page, lambda: any("/gtag/js?id=" in address for address in asked))
    outcomes = page.evaluate(
        """(addresses) => Promise.all(addresses.map((address) => new Promise((done) => {
          const script = Object.assign(document.createElement("script"), { src: address });
          script.onload = () => done("ran"); script.onerror = () => done("refused");
          document.head.append(script);
        })))""",
        [
            "https://www.googletagmanager.com/gtm.js?id=GTM-EVIL",
            "https://www.googletagmanager.com/gtag/js/../../debug/bootstrap",
            "https://region1.google-analytics.com/g/collect?callback=alert",
            "https://snap.licdn.com/other/insight.min.js",
            "https://www.googletagmanager.com/gtag/js?id=G-EXAMPLE",
        ],
    )
    assert outcomes == ["refused"] * 4 + ["ran"]
    assert not [address for address in asked if "EVIL" in address or "bootstrap" in address or "/other/" in address]
