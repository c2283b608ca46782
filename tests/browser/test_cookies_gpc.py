"""Global Privacy Control in a real browser: "accept all" leaves advertising off until it is ticked."""

import pytest

from tests.browser.consent import EMPTY, GROUPS, STORAGE, record, sheet, stored, until_kept, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture
def objecting(browser, live):
    """A page of a fresh profile whose browser sends the signal."""
    context = browser.new_context(base_url=live.url, extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true });")
    yield context.new_page()
    context.close()


def allowed(choice):
    return {key for key in GROUPS if choice.get(key, "-1") != "-1"}


def test_nothing_is_stored_because_of_the_signal(objecting):
    """C28: before an answer the browser keeps nothing, and the question stands."""
    objecting.goto("/en/")
    assert sheet(objecting).is_visible()
    assert objecting.evaluate(STORAGE) == EMPTY
    assert objecting.context.cookies() == []


def test_the_banner_says_that_the_signal_was_seen(objecting, page):
    """C28: in a browser that sends it and in no other, before an answer."""
    words = (
        "Your browser sends “Global Privacy Control”. Off until you tick it under “Choose per purpose”: advertising."
    )
    objecting.goto("/en/")
    assert words in sheet(objecting).inner_text()
    page.goto("/en/")
    assert "Global Privacy Control" not in sheet(page).inner_text()


@pytest.mark.parametrize("path", ["/en/", "/en/cookies/"])
def test_accept_all_leaves_advertising_off(objecting, live, path):
    """C28: in the banner and on the cookie page; the record says that the signal decided, the line what was saved."""
    objecting.goto(path)
    form = sheet(objecting) if path == "/en/" else objecting.locator("main [data-consent-form]")
    form.locator("[value=accept_all]").click()
    choice = until_kept(objecting)
    assert allowed(choice) == {"functional", "analytical"}
    assert record(live, choice["id"])[0] == "gpc"
    assert "Advertising" not in objecting.locator("[data-consent-saved]").inner_text()


def test_its_own_tick_allows_advertising_and_accept_all_then_keeps_it(objecting, live):
    """C28: "until explicitly turned on": the visitor decides over the signal."""
    objecting.goto("/en/")
    sheet(objecting).locator("[data-consent-open]").last.click()
    dialog = objecting.get_by_role("dialog")
    dialog.locator("[value=advertising]").check()
    dialog.locator("[value=save]").click()
    choice = until_kept(objecting)
    assert allowed(choice) == {"advertising"}
    assert record(live, choice["id"])[0] == "settings"
    objecting.locator("footer [data-consent-open]").click()
    dialog.locator("[value=accept_all]").click()
    wait_for(objecting, lambda found: found["id"] != choice["id"] and "pending" not in found)
    assert allowed(stored(objecting)) == set(GROUPS)


def test_a_browser_without_the_signal_allows_everything(page):
    """C6, C28: nobody else's choice changes."""
    page.goto("/en/")
    sheet(page).locator("[value=accept_all]").click()
    assert allowed(until_kept(page)) == set(GROUPS)
