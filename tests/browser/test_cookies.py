"""The choice about cookies in a real browser: before it, the first layer, the settings, and afterwards."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

GROUPS = ["functional", "analytical", "advertising"]
STORAGE = """async () => ({
  local: localStorage.length, session: sessionStorage.length,
  databases: (await indexedDB.databases()).length, cookie: document.cookie,
})"""
EMPTY = {"local": 0, "session": 0, "databases": 0, "cookie": ""}


def sheet(page):
    return page.locator(".consent__sheet")


def stored(page):
    """Return the entries of the consent cookie in the browser."""
    for cookie in page.context.cookies():
        if cookie["name"] == "kargro_consent":
            return dict(entry.split("=") for entry in cookie["value"].strip('"').split("|"))
    return {}


def wait_for(page, arrived):
    """Look at the consent cookie until it is as expected; the page's policy allows no polling inside it."""
    for _ in range(100):
        choice = stored(page)
        if arrived(choice):
            return choice
        page.wait_for_timeout(50)
    raise AssertionError(f"the cookie stayed {stored(page)}")


def until_kept(page):
    """Wait until the server's cookie has replaced the script's, and return its entries."""
    return wait_for(page, lambda choice: choice and "pending" not in choice)


def record(live, record_id):
    """Return method, decisions and previous of a record."""
    engine_id = record_id.replace("-", "") if live.database_url.startswith("sqlite") else record_id
    rows = live.sql("SELECT method, decisions, previous FROM privacy_cookies_consentrecord WHERE id = %s", engine_id)
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
def traffic(page):
    """Every request the page makes."""
    found = []
    page.on("request", lambda request: found.append(request))
    return found


@pytest.mark.parametrize("path", ["/en/", "/en/contact/", "/en/cookies/", "/en/search/", "/en/nowhere/"])
def test_nothing_is_stored_or_asked_before_an_answer(page, traffic, live, path):
    """C1, C2, C3, R57a, C12: empty jar and storage, our own host only, whatever is pressed or scrolled."""
    page.goto(path)
    assert sheet(page).is_visible()
    page.mouse.wheel(0, 3000)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
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
        "4 other companies then receive data: see which.",
        "Change or withdraw any time under “Cookie settings” at the foot of every page.",
    ):
        assert expected in words
    assert page.locator("footer [data-consent-open]").inner_text() == "Cookie settings"
    sheet(page).get_by_role("link", name="see which").click()
    dialog = page.get_by_role("dialog")
    for company in ("Vimeo", "Google Analytics", "LinkedIn"):
        assert company in dialog.inner_text()


@pytest.mark.parametrize(("button", "answer"), [("Accept all", True), ("Refuse all", False)])
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
    sheet(page).get_by_role("button", name="Refuse all").click()
    status = page.get_by_role("status")
    assert status.inner_text().split() == ["Saved:", "necessary", "only.", "Change"]
    assert status.evaluate("(element) => element === document.activeElement")
    status.get_by_role("button", name="Change").click()
    assert page.get_by_role("dialog").is_visible()


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
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > 500
    page.evaluate("scrollTo(0, 0)")
    page.locator("summary", has_text="Menu").click()
    page.locator(".menu__list").get_by_role("link", name="About").click()
    page.wait_for_url("**/en/about/")


def test_settings_start_unticked_and_show_who_and_what(page):
    """C8, C18, R57: one unticked box for each optional group, none for the necessary, cookies in a table."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    dialog = page.get_by_role("dialog", name="Cookie settings")
    boxes = dialog.locator("[name=groups]")
    assert [box.get_attribute("value") for box in boxes.all()] == GROUPS
    assert not any(box.is_checked() for box in boxes.all())
    assert "Always on. Remembers this choice." in dialog.inner_text()
    assert "kargro_consent" in dialog.locator("li").first.inner_html()
    dialog.get_by_text("5 cookies").click()
    table = dialog.locator("table", has_text="vuid")
    assert table.locator("caption").inner_text() == "Cookies: Functional"
    assert "2 years" in table.inner_text()
    assert table.locator("tbody th").first.evaluate("(cell) => getComputedStyle(cell).textAlign") == "start"
    assert table.locator("td").first.evaluate("(cell) => getComputedStyle(cell).display") == "block"
    assert page.evaluate("document.cookie") == ""


def test_settings_are_a_modal_dialog(page):
    """C10: focus goes in, stays in, Escape leaves without saving, focus comes back to what opened it."""
    page.goto("/en/")
    opener = sheet(page).get_by_role("link", name="Choose per purpose")
    opener.focus()
    page.keyboard.press("Enter")
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    assert page.evaluate(inside)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate(f"{inside} || document.activeElement === document.body")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert opener.evaluate("(element) => element === document.activeElement")
    assert page.evaluate("document.cookie") == ""
    assert sheet(page).is_visible()


@pytest.mark.parametrize("group", GROUPS)
def test_one_group_alone_allows_only_what_it_declares(page, traffic, live, group):
    """C13, R57c, R57d, R57e: granular; nothing of the other groups, and no company's script in this version."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("dialog").locator(f"[value={group}]").check()
    page.get_by_role("button", name="Save my choice").click()
    choice = until_kept(page)
    assert {key for key in GROUPS if choice[key] != "-1"} == {group}
    page.goto("/en/contact/")
    page.wait_for_timeout(200)
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent"}
    assert [request.url for request in traffic if not request.url.startswith(live.url)] == []


def test_withdrawing_takes_one_click_more_than_opening_and_clears_cookies(page, live):
    """C19, C20, R56, R57e: footer, "Refuse all"; declared cookies of ours go by name and pattern, others stay."""
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    first = until_kept(page)["id"]
    page.goto("/en/about/")
    page.evaluate("for (const name of ['_ga', '_ga_TEST', 'li_fat_id', 'mine']) document.cookie = `${name}=1;path=/`")
    page.locator("footer [data-consent-open]").click()
    dialog = page.get_by_role("dialog")
    assert all(box.is_checked() for box in dialog.locator("[name=groups]").all())
    dialog.get_by_role("button", name="Refuse all").click()
    choice = wait_for(page, lambda found: found["id"] != first and "pending" not in found)
    assert {choice[group] for group in GROUPS} == {"-1"}
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent", "mine"}
    method, _decisions, previous = record(live, choice["id"])
    assert method == "settings"
    assert str(previous).replace("-", "") == first.replace("-", "")
    assert page.locator("footer [data-consent-open]").evaluate("(element) => element === document.activeElement")


def test_the_settings_link_works_as_a_link_without_javascript(browser, live):
    """C11, C19: no banner, the footer leads to the page, the form records and withdraws."""
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/")
    assert not sheet(page).is_visible()
    page.locator("footer [data-consent-open]").click()
    page.wait_for_url("**/en/cookies/")
    page.locator("main").get_by_role("checkbox", name="Functional").check()
    page.locator("main").get_by_role("button", name="Save my choice").click()
    page.wait_for_url("**/en/cookies/saved/")
    assert stored(page)["functional"] != "-1"
    assert stored(page)["analytical"] == "-1"
    assert record(live, stored(page)["id"])[0] == "no_js"
    page.get_by_role("link", name="Change").click()
    page.locator("main").get_by_role("button", name="Refuse all").click()
    page.wait_for_url("**/en/cookies/saved/")
    assert {stored(page)[group] for group in GROUPS} == {"-1"}
    assert "Saved: necessary only." in page.locator("main").inner_text()
    context.close()


def test_the_cookie_page_shows_and_changes_the_choice_with_javascript(page):
    """C11, C19: its boxes follow the choice; saving there needs no reload."""
    page.goto("/en/cookies/")
    sheet(page).get_by_role("button", name="Accept all").click()
    until_kept(page)
    page.reload()
    form = page.locator("main form")
    assert all(box.is_checked() for box in form.locator("[name=groups]").all())
    form.get_by_role("checkbox", name="Advertising").uncheck()
    form.get_by_role("button", name="Save my choice").click()
    wait_for(page, lambda found: found["advertising"] == "-1" and "pending" not in found)
    assert page.get_by_role("status").inner_text().startswith("Saved: Functional, Analytical.")


def test_a_server_that_fails_keeps_the_choice_and_is_told_later(page, live):
    """C23: a refusal stays a refusal; the same choice is posted again on the next page, once."""
    page.route("**/cookies/choice/", lambda route: route.abort())
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Refuse all").click()
    page.wait_for_timeout(200)
    kept = stored(page)
    assert {kept[group] for group in GROUPS} == {"-1"}
    page.unroute("**/cookies/choice/")
    page.goto("/en/about/")
    assert not sheet(page).is_visible()
    choice = until_kept(page)
    assert choice["id"] == kept["id"]
    assert {choice[group] for group in GROUPS} == {"-1"}
    assert record(live, choice["id"])[0] == "banner"


def test_a_server_error_grants_nothing(page):
    """C23: a 500 to a refusal leaves the refusal."""
    page.route("**/cookies/choice/", lambda route: route.fulfill(status=500, body="broken"))
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Refuse all").click()
    page.wait_for_timeout(200)
    page.goto("/en/contact/")
    assert {stored(page)[group] for group in GROUPS} == {"-1"}


def test_a_late_answer_to_an_acceptance_does_not_undo_the_refusal_after_it(page, live):
    """C23: accept (slow), then refuse at once: refused is what stays."""
    slow = []

    def hold(route):
        if '"functional":true' in route.request.post_data:
            slow.append(route)
        else:
            route.continue_()

    page.route("**/cookies/choice/", hold)
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    page.wait_for_timeout(150)
    page.locator("footer [data-consent-open]").click()
    page.get_by_role("dialog").get_by_role("button", name="Refuse all").click()
    until_kept(page)
    assert len(slow) == 1
    page.wait_for_timeout(200)
    assert {stored(page)[group] for group in GROUPS} == {"-1"}


def test_an_empty_settings_form_allows_no_company(page, live):
    """C15, C23: "Save my choice" with nothing ticked grants nothing, in the browser and in the record."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("button", name="Save my choice").click()
    choice = until_kept(page)
    assert not [key for key in choice if key.startswith("vendor:")]
    assert "true" not in str(record(live, choice["id"])[1]).lower()


def test_the_banner_comes_early_in_tab_order_and_traps_nobody(page):
    """C10: after the skip link the banner's controls, then the page."""
    page.goto("/en/")
    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert order[:5] == ["Skip to the content", "see which", "Accept all", "Refuse all", "Choose per purpose"]
    assert order[5].startswith("Kargro Group")
    assert page.get_by_role("region", name="Your choice about cookies").is_visible()


@pytest.mark.parametrize("size", [(320, 568), (390, 844)])
def test_focus_is_never_hidden_behind_the_banner(browser, live, size):
    """C10, X6: tabbing to the end of the page, each focused element stands clear of the sheet."""
    context = browser.new_context(base_url=live.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/en/")
    covered = []
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate("""() => {
          const active = document.activeElement, sheet = document.querySelector(".consent__sheet");
          if (active === document.body) return "end";
          if (sheet.contains(active)) return "";
          const box = active.getBoundingClientRect(), edge = sheet.getBoundingClientRect();
          return box.top < edge.bottom && box.bottom > edge.top + 1 && box.bottom > edge.top + box.height / 2 ? active.outerHTML.slice(0, 90) : "";
        }""")
        if found == "end":
            break
        covered += [found] if found else []
    assert covered == []
    context.close()


@pytest.mark.parametrize("size", [(640, 400), (320, 256)])
def test_on_a_low_window_the_banner_stands_in_the_flow(browser, live, size):
    """C10: 400 % zoom: nothing is covered, nothing scrolls sideways."""
    context = browser.new_context(base_url=live.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/en/")
    assert sheet(page).evaluate("(element) => getComputedStyle(element).position") == "static"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    assert page.get_by_role("dialog").evaluate("(element) => element.scrollWidth <= element.clientWidth")
    page.get_by_role("button", name="Save my choice").click()
    until_kept(page)
    context.close()


def test_targets_are_large_enough(page):
    """C10: 44 px for buttons, 24 px for everything else that is pressed."""
    page.goto("/en/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    small = page.evaluate("""() => [...document.querySelectorAll(".consent__sheet .button, dialog button, dialog input, dialog summary")]
      .filter((element) => element.checkVisibility())
      .map((element) => [element.outerHTML.slice(0, 60), element.getBoundingClientRect(), element.matches("input") ? 24 : 44])
      .filter(([, box, least]) => box.height < least || box.width < 24).map(([html]) => html)""")
    assert small == []


def test_the_banner_can_be_seen_in_forced_colours(browser, live):
    """C10: edges of sheet and buttons are drawn, not only coloured."""
    context = browser.new_context(base_url=live.url, forced_colors="active")
    page = context.new_page()
    page.goto("/en/")
    for element in (sheet(page), *sheet(page).locator(".button").all()):
        width = element.evaluate("(element) => parseFloat(getComputedStyle(element).borderTopWidth)")
        assert width >= 1
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["banner", "settings", "saved", "page"])
def test_axe_finds_nothing(browser, live, state, scheme):
    """C10: zero axe violations with the banner, the settings, the saved line and the cookie page."""
    context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto("/en/cookies/" if state == "page" else "/en/")
    if state == "settings":
        sheet(page).get_by_role("link", name="Choose per purpose").click()
        page.evaluate("document.querySelectorAll('dialog details').forEach((element) => { element.open = true; })")
    if state == "saved":
        sheet(page).get_by_role("button", name="Refuse all").click()
    results = Axe().run(page)
    assert [
        (rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in results.response["violations"]
    ] == []
    context.close()


def test_the_policy_of_the_page_is_never_broken(page):
    """C32: no inline script or style: not one violation from first paint to saved choice."""
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto("/en/cookies/")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("dialog").locator("[value=functional]").check()
    page.get_by_role("dialog").get_by_role("button", name="Save my choice").click()
    until_kept(page)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("button", name="Close").click()
    assert problems == []
    assert not re.search(r"\son\w+=|<script>|style=", page.content())
