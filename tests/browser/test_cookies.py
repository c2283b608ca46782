"""The choice about cookies in a real browser: before it, and the first layer."""

import pytest

from tests.browser.consent import EMPTY, GROUPS, STORAGE, let_scripts_act, record, sheet, until, until_kept

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("path", ["/en/", "/en/contact/", "/en/cookies/", "/en/search/", "/en/nowhere/"])
def test_nothing_is_stored_or_asked_before_an_answer(page, traffic, live, path):
    """C1, C2, C3, R57a, C12: empty jar and storage, our own host only, whatever is pressed or scrolled."""
    page.goto(path)
    assert sheet(page).is_visible()
    page.mouse.wheel(0, 3000)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    let_scripts_act(page)
    page.goto("/en/about/")
    assert sheet(page).is_visible()
    assert page.evaluate(STORAGE) == EMPTY
    assert page.context.cookies() == []
    assert [request.url for request in traffic if not request.url.startswith(live.url)] == []
    assert [request.url for request in traffic if request.method != "GET"] == []


LOOK = """(button) => {
  const style = getComputedStyle(button), box = button.getBoundingClientRect();
  const names = ["color", "backgroundColor", "borderColor", "borderWidth", "fontSize", "fontWeight", "fontFamily", "opacity", "padding", "textDecorationLine", "boxShadow"];
  return { style: names.map((name) => style[name]), width: box.width, height: box.height, top: box.top, bottom: box.bottom, left: box.left, right: box.right };
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("language", "size"),
    [*((language, (320, 568)) for language in ("en", "nl", "de", "fr")), ("de", (390, 844)), ("en", (1440, 900))],
)
def test_accept_and_refuse_are_equal_and_in_sight(browser, live, language, size, scheme):
    """C6, C7: adjacent, same size, font and contrast, no orange, above the fold of the smallest phone."""
    width, height = size
    context = browser.new_context(base_url=live.url, viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"/{language}/")
    accept, refuse, choose = (button.evaluate(LOOK) for button in sheet(page).locator(".button").all())
    assert accept["style"] == refuse["style"]
    assert (accept["width"], accept["height"], accept["top"]) == (refuse["width"], refuse["height"], refuse["top"])
    assert 0 < refuse["left"] - accept["right"] <= 16
    assert accept["height"] >= 44
    assert max(accept["bottom"], choose["bottom"]) <= height
    background = accept["style"][1]
    assert background in ("rgb(20, 20, 19)", "rgb(243, 239, 231)")
    box = sheet(page).bounding_box()
    assert box["height"] <= 0.6 * height
    assert sheet(page).evaluate("(element) => element.scrollHeight <= element.clientHeight")
    assert width < 768 or box["width"] <= 480
    context.close()


def test_the_first_layer_names_controller_purposes_companies_and_withdrawal(page):
    """C7: who asks, for what, how many others receive data with a link, and how to withdraw."""
    page.goto("/en/")
    words = sheet(page).inner_text()
    for expected in (
        "Your choice about cookies",
        "Kargro Group asks your permission to use cookies for extra functions (video, language), measuring visits and campaigns, and advertising.",
        "3 other companies then receive data: see which.",
        "Change or withdraw any time under “Cookie settings” at the foot of every page.",
    ):
        assert expected in words
    assert page.locator("footer [data-consent-open]").inner_text() == "Cookie settings"
    sheet(page).get_by_role("link", name="see which").click()
    dialog = page.get_by_role("dialog")
    for company in ("Vimeo", "Google Analytics", "LinkedIn"):
        assert company in dialog.inner_text()


@pytest.mark.parametrize(("button", "answer"), [("Accept all", True), ("Reject all", False)])
def test_one_click_answers_and_the_banner_is_gone_for_good(page, live, button, answer):
    """C6, C21, C24, C31: one click, one record; on the next pages the banner is never painted."""
    page.goto("/en/")
    sheet(page).get_by_role("button", name=button).click()
    assert not sheet(page).is_visible()
    choice = until_kept(page)
    assert {choice[group] != "-1" for group in GROUPS} == {answer}
    method, decisions, _previous = record(live, choice["id"])
    assert method == "banner"
    assert str(decisions).lower().count("true") == (len(GROUPS) + 4 if answer else 0)
    cookie = next(cookie for cookie in page.context.cookies() if cookie["name"] == "kargro_consent")
    assert cookie["sameSite"] == "Lax"
    days = (cookie["expires"] - page.evaluate("Date.now() / 1000")) / 86400
    assert 179.9 < days <= 180.01
    page.goto("/en/about/")
    assert page.locator("html").get_attribute("data-consent") == "set"
    assert not sheet(page).is_visible()


def test_saving_is_said_in_words_with_a_way_back(page):
    """C10, C19: status text, focus on it, and "Change" opens the settings again."""
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Reject all").click()
    status = page.get_by_role("status")
    assert status.inner_text().split() == ["Saved:", "necessary", "only.", "Change"]
    assert status.evaluate("(element) => element === document.activeElement")
    status.get_by_role("button", name="Change").click()
    page.get_by_role("dialog").wait_for()


SHIFTS = """() => new Promise((resolve) => {
  let shift = 0, largest = null;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (entry.sources.some(({ node }) => (node?.nodeType === 1 ? node : node?.parentElement)?.closest(".consent"))) shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { largest = list.getEntries().at(-1); }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve({ shift, inBanner: Boolean(largest.element?.closest(".consent")), what: largest.element?.outerHTML.slice(0, 80) }), 600);
})"""


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (1440, 900)])
@pytest.mark.parametrize("path", ["/en/", "/en/contact/", "/en/cookies/"])
def test_the_banner_moves_nothing_and_is_not_the_largest_paint(browser, live, path, size):
    """C4: no shift that the banner has part in; the page's own content is its largest paint."""
    context = browser.new_context(base_url=live.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    # The second visit has the font at hand: what still moved would be the banner's doing.
    page.goto(path, wait_until="networkidle")
    page.goto(path)
    assert sheet(page).is_visible()
    found = page.evaluate(SHIFTS)
    assert found["shift"] == 0
    assert not found["inBanner"], found["what"]
    context.close()


def test_the_page_works_with_the_banner_open(page):
    """C4: no wall: links are followed, the page scrolls, nothing is inert."""
    page.goto("/en/")
    page.mouse.move(190, 200)
    page.mouse.wheel(0, 1500)
    until(page, lambda: page.evaluate("scrollY") > 500)
    page.evaluate("scrollTo(0, 0)")
    page.locator("summary", has_text="Menu").click()
    page.locator(".menu__list").get_by_role("link", name="About").click()
    page.wait_for_url("**/en/about/")


@pytest.mark.parametrize("press", ["Accept all", "Reject all"])
def test_over_the_limit_the_choice_counts_and_says_that_no_record_was_kept(page, live, browser, press):
    """C24: the sheet closes, the cookie stands without a number, the words say it; on the next page nothing is asked."""
    other = browser.new_context(base_url=live.url)
    neighbour = other.new_page()
    neighbour.goto("/en/")
    sheet(neighbour).get_by_role("button", name=press).click()
    until_kept(neighbour)
    other.close()
    live.sql("UPDATE privacy_cookies_numbercounter SET count = 1000")
    records = live.sql("SELECT COUNT(*) FROM privacy_cookies_consentrecord")
    page.goto("/en/")
    sheet(page).get_by_role("button", name=press).click()
    choice = until_kept(page)
    assert {choice[group] != "-1" for group in GROUPS} == {press == "Accept all"}
    assert not choice["id"]
    status = page.locator("[data-consent-saved]")
    status.get_by_text("No record of it was kept").wait_for()
    assert not sheet(page).is_visible()
    assert live.sql("SELECT COUNT(*) FROM privacy_cookies_consentrecord") == records
    page.goto("/en/cookies/saved/")
    assert "No record of this choice was kept" in page.locator("main").inner_text()
    assert not sheet(page).is_visible()
