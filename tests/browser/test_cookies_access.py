"""The choice about cookies for every eye, hand and window: focus, sizes, colours, a strict policy."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from privacy.register.models.texts import BannerText
from tests.browser.consent import GROUPS, sheet, until_kept

pytestmark = pytest.mark.browser


def test_the_banner_comes_early_in_tab_order_and_traps_nobody(page):
    """C10: after the skip link the banner's controls, then the page."""
    page.goto("/en/")
    order = []
    for _ in range(7):
        page.keyboard.press("Tab")
        order.append(page.evaluate("document.activeElement.innerText.trim()"))
    assert order[:5] == ["Skip to the content", "see which", "Accept all", "Reject all", "Choose per purpose"]
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
    page.get_by_role("dialog").wait_for()
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
        page.get_by_role("dialog").wait_for()
        page.evaluate("document.querySelectorAll('dialog details').forEach((element) => { element.open = true; })")
    if state == "saved":
        sheet(page).get_by_role("button", name="Reject all").click()
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


LONGEST = """(words) => {
  const sheet = document.querySelector(".consent__sheet");
  sheet.querySelector("h2").textContent = words.title;
  const [ask, , withdraw] = sheet.querySelectorAll("p");
  ask.textContent = words.ask;
  withdraw.textContent = words.withdraw;
  const [accept, refuse, choose] = sheet.querySelectorAll(".button");
  Object.assign(accept, { textContent: words.accept });
  Object.assign(refuse, { textContent: words.refuse });
  choose.textContent = words.choose;
}"""


@pytest.mark.parametrize("size", [(320, 568), (1440, 900)])
def test_accept_and_refuse_stay_equal_and_in_sight_whatever_editors_write(browser, live, size):
    """C6, C9: the longest words that fit their fields, a short one beside a long one; all three can be pressed."""
    context = browser.new_context(base_url=live.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/en/")
    length = {field.name: field.max_length for field in BannerText._meta.fields if field.name in BannerText.text_fields}
    words = {name: ("Nutzfahrzeugreifen " * 20)[:most].strip() for name, most in length.items()}
    for accept, refuse in (("No", "W" * length["refuse"]), ("W" * length["accept"], "No")):
        page.evaluate(LONGEST, {**words, "accept": accept, "refuse": refuse})
        one, other, third = (button.bounding_box() for button in sheet(page).locator(".button").all())
        assert (one["width"], one["height"], one["y"]) == (other["width"], other["height"], other["y"])
        box = sheet(page).bounding_box()
        assert box["height"] <= 0.6 * size[1]
        for button in (one, other, third):
            assert box["y"] <= button["y"]
            assert button["y"] + button["height"] <= box["y"] + box["height"] + 1
        assert sheet(page).evaluate("(element) => element.scrollWidth <= element.clientWidth")
    sheet(page).locator(".button").nth(1).click()
    assert {value for key, value in until_kept(page).items() if key in GROUPS} == {"-1"}
    context.close()


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)])
def test_the_page_ends_with_its_footer_also_while_the_banner_is_open(browser, live, size):
    """C4: no blank strip below: the last thing on the page is the footer, and all it says stands clear of the sheet."""
    context = browser.new_context(base_url=live.url, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/en/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    below = "document.documentElement.scrollHeight - document.querySelector('.footer').getBoundingClientRect().bottom - scrollY"
    assert abs(page.evaluate(below)) <= 1
    last = page.locator(".footer__links a").last.bounding_box()
    assert last["y"] + last["height"] <= sheet(page).bounding_box()["y"]
    context.close()
