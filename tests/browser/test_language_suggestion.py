"""The line that offers a page in the browser's language: nothing kept without permission, nothing moved, nobody hindered."""

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.consent import EMPTY, STORAGE, cookie, let_scripts_act, sheet, until, until_kept, wait_for
from tests.live import ROOT

pytestmark = pytest.mark.browser
WORDS = {
    "en": "This page is also available in English",
    "nl": "Deze pagina is er ook in het Nederlands",
    "de": "Diese Seite gibt es auch auf Deutsch",
    "fr": "Cette page existe aussi en français",
}
NEVER = 4102444800


@pytest.fixture
def visitor(browser, live):
    """Open the site in a profile that speaks these languages and has given this answer."""
    opened = []

    def visit(*languages, answered=True, allowed=(), width=390, **options):
        context = browser.new_context(
            base_url=live.url, viewport={"width": width, "height": 844}, locale=languages[0], **options
        )
        listed = str(list(languages))
        context.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {listed} }});")
        if answered:
            context.add_cookies([cookie(live, allowed, until=NEVER)])
        opened.append(context)
        return context.new_page()

    yield visit
    for context in opened:
        context.close()


def line(page):
    return page.locator("body .language-offer")


@pytest.mark.parametrize(("language", "page_in"), [("nl", "en"), ("de", "nl"), ("fr", "de"), ("en", "fr")])
def test_the_line_speaks_the_language_it_offers_and_leads_to_the_same_page(visitor, live, language, page_in):
    """T8: in its own words and marked as such, to the translation of this very page."""
    page = visitor(f"{language}-XX", "pl")
    page.goto(f"/{page_in}/cookies/")
    assert line(page).inner_text().strip() == WORDS[language]
    assert line(page).get_attribute("lang") == language
    line(page).get_by_role("link").click()
    page.wait_for_url(f"**/{language}/cookies/")
    assert line(page).count() == 0
    assert page.evaluate(STORAGE) == {**EMPTY, "cookie": f"kargro_consent={cookie(live, until=NEVER)['value']}"}


@pytest.mark.parametrize(
    ("languages", "path"),
    [
        (["en-GB"], "/en/"),
        (["en", "nl"], "/en/"),
        (["pl", "en", "nl"], "/en/"),
        (["pl", "cs"], "/en/"),
        (["nl"], "/nl/"),
        (["nl"], "/en/nowhere/"),
    ],
)
def test_nothing_is_offered_where_nothing_is_better(visitor, languages, path):
    """T8: the page speaks what the browser asks first, or the site does not speak it, or nothing is at the address."""
    page = visitor(*languages)
    page.goto(path)
    let_scripts_act(page)
    assert line(page).count() == 0


def test_the_next_language_of_the_list_is_offered_where_the_first_is_not_spoken(visitor):
    """T8: the browser's own order decides, before the page's language comes in it."""
    page = visitor("pl", "de-AT", "en")
    page.goto("/en/")
    assert line(page).inner_text().strip() == WORDS["de"]


def test_the_line_waits_for_the_answer_about_cookies(visitor):
    """C4, T8: nothing beside the open question; it comes when that is answered, and stores nothing by coming."""
    page = visitor("nl", answered=False)
    page.goto("/en/")
    let_scripts_act(page)
    assert sheet(page).is_visible()
    assert line(page).count() == 0
    assert page.evaluate(STORAGE) == EMPTY
    sheet(page).get_by_role("button", name="Reject all").click()
    until_kept(page)
    assert line(page).is_visible()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_closing_is_forgotten_without_permission(visitor):
    """T8, C1, C3: before or without consent for extra functions nothing is remembered; the line is gone for this view."""
    page = visitor("nl")
    page.goto("/en/")
    line(page).get_by_role("button", name="Sluiten").click()
    assert line(page).count() == 0
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert {cookie["name"] for cookie in page.context.cookies()} == {"kargro_consent"}
    page.goto("/en/about/")
    assert line(page).is_visible()


def test_closing_is_remembered_with_permission_for_180_days(visitor):
    """T8: one entry, declared as functional; the line comes back after its day, and the entry is gone then."""
    page = visitor("nl", allowed=["functional"])
    page.goto("/en/")
    line(page).get_by_role("button").click()
    kept = page.evaluate("({ ...localStorage })")
    assert list(kept) == ["kargro_language"]
    days = (int(kept["kargro_language"]) - page.evaluate("Date.now()")) / 864e5
    assert 179.9 < days <= 180
    page.goto("/en/about/")
    let_scripts_act(page)
    assert line(page).count() == 0
    page.evaluate("localStorage.kargro_language = Date.now() - 1000")
    page.goto("/en/contact/")
    assert line(page).is_visible()
    assert page.evaluate("localStorage.length") == 0


def test_rubbish_in_the_storage_hides_nothing_and_goes(visitor):
    """T8: an entry that is no moment counts for nothing."""
    page = visitor("nl", allowed=["functional"])
    page.goto("/robots.txt")
    page.evaluate("localStorage.kargro_language = 'x'")
    page.goto("/en/")
    assert line(page).is_visible()
    assert page.evaluate("localStorage.length") == 0


def test_withdrawing_extra_functions_forgets_the_closing(visitor):
    """C20, R96, T8: "Reject all" takes the entry away at once, and what nobody declared with it."""
    page = visitor("nl", answered=False)
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    first = until_kept(page)["id"]
    line(page).get_by_role("button").click()
    page.evaluate("localStorage.somebody_elses = 1")
    assert page.evaluate("'kargro_language' in localStorage")
    page.locator("footer [data-consent-open]").click()
    page.get_by_role("dialog").get_by_role("button", name="Reject all").click()
    wait_for(page, lambda found: found["id"] != first and "pending" not in found)
    assert page.evaluate("Object.keys(localStorage)") == []


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_entry_is_declared_where_cookies_are(page, language):
    """C18, T8: in the table of extra functions: this site, 180 days, local storage."""
    page.goto(f"/{language}/cookies/")
    row = page.locator("main tr", has_text="kargro_language").first.text_content()
    assert "180" in row
    storage = {"en": "Local storage", "nl": "Lokale opslag", "de": "Local Storage", "fr": "Stockage local"}
    assert storage[language] in row


MEASURED = """() => new Promise((resolve) => {
  let shift = 0, largest = null;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) shift += entry.value; }).observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => { largest = list.getEntries().at(-1); }).observe({ type: "largest-contentful-paint", buffered: true });
  setTimeout(() => resolve({ shift, offer: Boolean(largest.element?.closest(".language-offer")) }), 600);
})"""


@pytest.mark.parametrize("path", ["/en/", "/en/contact/", "/en/cookies/"])
@pytest.mark.parametrize("width", [320, 390, 1440])
def test_the_line_moves_nothing_and_is_not_the_largest_paint(visitor, path, width):
    """C4, X1: no shift of anything, and the page's own content stays its largest paint."""
    page = visitor("nl", width=width)
    page.goto(path, wait_until="networkidle")
    # The second visit has the font at hand: what still moved would be the line's doing.
    page.goto(path)
    assert line(page).is_visible()
    assert page.evaluate(MEASURED) == {"shift": 0, "offer": False}


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
@pytest.mark.parametrize("width", [320, 360, 390, 768, 1280, 1600])
def test_the_line_covers_no_heading_and_no_control(visitor, language, width):
    """X1, X6: it hangs over free space; both parts are 44 pixels high, and it fits the window."""
    page_in = "nl" if language == "en" else "en"
    page = visitor(language, width=width)
    for path in ("", "contact/"):
        page.goto(f"/{page_in}/{path}")
        found = line(page).evaluate(
            """(line) => {
            const edge = line.getBoundingClientRect();
            // Letters begin below the top of their box: capitals are at most 0.75 em high, above them is nothing.
            const meets = (node) => { const above = parseFloat(getComputedStyle(node).fontSize) * 0.12; const range = document.createRange(); range.selectNodeContents(node);
              return [...range.getClientRects()].some((box) => box.width && box.bottom > edge.top + 1 && box.top + above < edge.bottom + 2 && box.right > edge.left && box.left < edge.right); };
            return {
              covered: [...document.querySelectorAll("h1, header a, header summary, main .lead")]
                .filter((node) => !line.contains(node) && node.checkVisibility() && meets(node)).map((node) => node.outerHTML.slice(0, 80)),
              height: edge.height, inside: edge.left >= 0 && edge.right <= innerWidth,
              button: line.querySelector("button").getBoundingClientRect().height,
              pressed: [...line.children].every((part) => { const box = part.getBoundingClientRect();
                return [0.1, 0.5, 0.9].every((down) => part.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height * down))); }),
            };
        }"""
        )
        assert found["covered"] == [], (path, found)
        assert found["inside"]
        assert found["button"] >= 44
        assert found["height"] <= 44
        assert found["pressed"]


def test_the_menu_opens_over_the_line(visitor):
    """X6: the navigation is whole while it is open."""
    page = visitor("nl")
    page.goto("/en/")
    page.locator(".menu > summary").click()
    box = line(page).bounding_box()
    over = "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.menu__panel'))"
    until(page, lambda: page.evaluate(over, [box["x"] + 20, box["y"] + box["height"] - 8]))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_with_the_line_shown(visitor, scheme, width):
    """X1, X6: contrast, names and languages, in both schemes."""
    page = visitor("nl", width=width, color_scheme=scheme, reduced_motion="reduce")
    page.goto("/en/")
    assert line(page).is_visible()
    results = Axe().run(page)
    assert not [(item["id"], item["nodes"][0]["html"][:120]) for item in results.response["violations"]]
    assert line(page).evaluate("(line) => getComputedStyle(line).animationName") == "none"


def test_the_line_is_reached_by_keyboard_after_the_header(visitor):
    """X6: in reading order before the content; Enter on the cross closes it."""
    page = visitor("nl")
    page.goto("/en/")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.closest('.language-offer')?.lang"))
        if page.evaluate("document.activeElement.matches('.language-offer button')"):
            break
    assert reached[-2:] == ["nl", "nl"]
    page.keyboard.press("Enter")
    assert line(page).count() == 0


def test_without_javascript_there_is_no_line(visitor):
    """T8, X6: the language links of the header and the footer are enough."""
    page = visitor("nl", java_script_enabled=False)
    page.goto("/en/")
    assert line(page).count() == 0


def test_the_script_weighs_at_most_700_bytes():
    """X1: as it is written, brotli."""
    script = (ROOT / "site/static/js/language.js").read_bytes()
    assert len(brotli.compress(script, quality=11)) <= 700
