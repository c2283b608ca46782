"""The receipt in a real browser: without JavaScript, from a second browser, on paper, for every eye and window."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.browser.consent import GROUPS, sheet, stored, until_kept, wait_for

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(browser, live):
    """Open a fresh profile without JavaScript, as often as wanted."""
    opened = []

    def open_page(**options):
        opened.append(browser.new_context(base_url=live.url, java_script_enabled=False, **options))
        return opened[-1].new_page()

    yield open_page
    for context in opened:
        context.close()


def choose(page, *groups, language="en"):
    """Choose on the cookie page; return the number on the receipt, where the page is left."""
    page.goto(f"/{language}/cookies/")
    for group in groups:
        page.locator(f"main [value={group}]").check()
    page.locator("main button[value=save]").click()
    until_kept(page)
    page.goto(f"/{language}/cookies/saved/")
    return page.locator("main .choice-receipt .choices__id").first.inner_text()


def enter(page, number, language="en"):
    page.goto(f"/{language}/cookies/receipt/")
    page.locator("#number").fill(number)
    page.locator("main button[value=show]").click()


def test_without_javascript_a_choice_is_seen_taken_away_and_withdrawn_from_another_browser(plain, live):
    """C11, C26: choose, read the receipt, download it; a second browser withdraws by the number."""
    page = plain()
    number = choose(page, "functional")
    assert number == stored(page)["id"]
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as JSON").click()
    assert download.value.suggested_filename == "cookie-receipt.json"
    kept = json.loads(download.value.path().read_text())
    assert kept["record"]["record_id"] == number
    other = plain()
    enter(other, f"  {number.upper()} ")
    assert number in other.locator("main").inner_text()
    assert number not in other.url
    with other.expect_download() as again:
        other.get_by_role("button", name="Download as JSON").click()
    assert json.loads(again.value.path().read_text()) == kept
    other.get_by_role("button", name="Withdraw this choice").click()
    assert "Withdrawn: nothing of this choice is allowed any more." in other.locator("main").inner_text()
    assert other.context.cookies() == []
    assert number[:8] in other.request.get(f"{live.url}/en/cookies/withdrawn/").json()
    page.reload()
    assert "Withdrawn by its number on" in page.locator("main").inner_text()


def test_the_own_browser_withdraws_with_one_press(plain):
    """C19, C26: the receipt's button refuses everything and shows the new receipt."""
    page = plain()
    first = choose(page, *GROUPS)
    page.get_by_role("button", name="Withdraw", exact=True).click()
    page.wait_for_url("**/en/cookies/saved/")
    assert {stored(page)[group] for group in GROUPS} == {"-1"}
    text = page.locator("main").inner_text()
    assert "Saved: necessary only." in text
    assert first in text
    assert not page.get_by_role("button", name="Withdraw", exact=True).count()


def test_with_javascript_the_settings_lead_to_the_receipt_of_the_choice(page):
    """C26: banner, then settings, then receipt; the number is that of the cookie."""
    page.goto("/en/")
    sheet(page).get_by_role("button", name="Accept all").click()
    number = until_kept(page)["id"]
    page.locator("footer [data-consent-open]").click()
    page.get_by_role("dialog").get_by_role("link", name="Receipt of your choice").click()
    page.wait_for_url("**/en/cookies/saved/")
    assert number in page.locator("main").inner_text()
    page.get_by_role("button", name="Withdraw", exact=True).click()
    wait_for(page, lambda choice: choice and choice["id"] != number)
    assert {stored(page)[group] for group in GROUPS} == {"-1"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_printed_receipt_is_black_on_white_whole_and_dated(page, scheme):
    """C26, X5: in either scheme: no button, link or navigation; what was shown is open; version and date at its end."""
    choose(page, "analytical")
    page.emulate_media(media="print", color_scheme=scheme)
    hidden = (".nav", ".menu", ".consent", ".choice-saved", ".footer__links", "main .button", "main form")
    seen = [selector for selector in hidden if any(found.is_visible() for found in page.locator(selector).all())]
    assert seen == []
    colours = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    text, paper = page.locator(".choice-receipt").evaluate(colours)
    assert text == "rgb(0, 0, 0)"
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert page.locator(".choice-receipt__text").is_visible()
    foot = page.locator(".choice-receipt__foot").inner_text()
    assert "Kargro Groep Holding" in foot
    assert "Privacy policy, version" in foot


def test_the_pdf_of_a_receipt_holds_the_whole_text(page, tmp_path):
    """C26, X5: number, decisions and every word that was shown reach the paper."""
    number = choose(page, "analytical")
    shown = page.locator(".choice-receipt__text").text_content()
    path = tmp_path / "receipt.pdf"
    page.pdf(path=path, format="A4")
    # Where letters stand on paper tells nothing about blanks: they are left out on both sides.
    printed = "".join("".join(sheet_of_paper.extract_text().split()) for sheet_of_paper in PdfReader(path).pages)
    assert number in printed
    assert "Analyticalallowed" in printed
    assert len(shown) > 1500
    assert [line for line in shown.splitlines() if "".join(line.split()) not in printed] == []


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_nothing_is_wider_than_the_smallest_screen(plain, language):
    """C10, C26: at 320 px no page scrolls sideways: the receipt, the field, a wrong number, the receipt by number."""
    page = plain(viewport={"width": 320, "height": 568})

    def fits():
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        return page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    number = choose(page, "functional", language=language)
    assert fits()
    enter(page, "x", language)
    assert page.locator("#number").get_attribute("aria-invalid") == "true"
    assert fits()
    enter(page, number, language)
    assert fits()
    page.locator("main button[value=withdraw]").click()
    assert fits()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", ["saved", "ask", "unknown", "shown", "withdrawn"])
def test_axe_finds_nothing_on_a_receipt(browser, live, state, scheme):
    """C10, C26: zero axe violations, what was shown opened, in both schemes."""
    context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    number = choose(page, "functional")
    if state == "ask":
        page.goto("/en/cookies/receipt/")
    elif state != "saved":
        enter(page, "x" if state == "unknown" else number)
    if state == "withdrawn":
        page.get_by_role("button", name="Withdraw this choice").click()
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('main details').forEach((element) => { element.open = true; })")
    results = Axe().run(page)
    assert [
        (rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in results.response["violations"]
    ] == []
    context.close()


def test_what_is_pressed_on_a_receipt_is_large_enough(page):
    """C10: 44 px for buttons and the fold, in the own browser and by number."""
    number = choose(page, "functional")
    small = """() => [...document.querySelectorAll("main .button, main summary, main .field__input")]
      .filter((element) => element.getBoundingClientRect().height < 44).map((element) => element.outerHTML.slice(0, 80))"""
    assert page.evaluate(small) == []
    enter(page, number)
    assert page.evaluate(small) == []


def test_the_policy_of_a_receipt_is_never_broken(page):
    """C32: no inline script or style; not one message in the console."""
    problems = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    number = choose(page, "functional")
    enter(page, number)
    page.get_by_role("button", name="Withdraw this choice").click()
    page.wait_for_load_state()
    assert problems == []
    assert "style=" not in page.content()


def test_a_browser_whose_choice_was_withdrawn_by_its_number_refuses_at_its_next_page(browser, live, plain):
    """C20, C26: the browser finds its own number in the list; what it stored says no before anything loads."""
    context = browser.new_context(base_url=live.url)
    page = context.new_page()
    page.goto("/en/about/")
    sheet(page).locator("[value=accept_all]").click()
    number = until_kept(page)["id"]
    other = plain()
    enter(other, number)
    other.locator("main button[value=withdraw]").click()
    # The list is kept for a while: the browser has not read it yet, so it asks anew.
    page.goto("/nl/about/")
    choice = wait_for(page, lambda found: {found.get(group) for group in GROUPS} == {"-1"})
    assert choice["id"] == number
    assert page.evaluate("document.documentElement.dataset.consent") == "set"
    context.close()


def test_where_the_list_of_withdrawals_cannot_be_had_nothing_loads_by_itself(browser, live):
    """C23, C26: a failed answer never counts as a yes; the choice itself stays."""
    context = browser.new_context(base_url=live.url)
    page = context.new_page()
    page.goto("/en/about/")
    sheet(page).locator("[value=accept_all]").click()
    kept = until_kept(page)
    context.route("**/cookies/withdrawn/", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        page.goto("/en/about/")
    assert page.locator("template[data-consent] ~ iframe").count() == 0
    assert stored(page)["id"] == kept["id"]
    context.close()
