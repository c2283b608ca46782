"""The contact form in a real Chromium: with JavaScript and without, by keyboard, on a bad network."""

import pytest
from playwright.sync_api import expect

from tests.browser.consent import let_scripts_act
from tests.browser.sending import wait_as_people_do

pytestmark = pytest.mark.browser
FORM = "/en/forms/contact/"


def fill(page, message="Two hundred casings"):
    page.fill("#form-name", "Jan Jansen")
    page.fill("#form-email", "jan@example.com")
    page.fill("#form-message", message)


def sent(live, reference):
    return live.sql("SELECT count(*) FROM leads_submissions_submission WHERE reference = %s", reference)[0][0]


def total(live):
    return live.sql("SELECT count(*) FROM leads_submissions_submission")[0][0]


def send(page):
    page.locator("form[data-form] [type=submit]").first.click()


@pytest.fixture
def no_script(browser, live):
    context = browser.new_context(base_url=live.url, java_script_enabled=False, viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def test_a_message_is_sent_without_a_cookie(page, context, live):
    """R53, R41: the reference on screen is in the database; the jar stays empty."""
    page.goto(FORM)
    fill(page)
    wait_as_people_do(page)
    send(page)
    reference = page.locator(".receipt__code").inner_text()
    assert sent(live, reference) == 1
    assert context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_message_is_sent_without_javascript(no_script, live):
    """R53, R5: post, check page, send; no cookie."""
    page = no_script
    page.goto(FORM)
    fill(page)
    send(page)
    expect(page.locator("h1")).to_have_text("Check and send")
    expect(page.locator("dl.answers")).to_contain_text("Two hundred casings")
    wait_as_people_do(page)
    send(page)
    assert sent(live, page.locator(".receipt__code").inner_text()) == 1
    assert page.context.cookies() == []


def test_the_check_page_leads_back_to_the_form(no_script):
    """Nothing typed is lost."""
    page = no_script
    page.goto(FORM)
    fill(page)
    send(page)
    page.get_by_role("button", name="Change something").click()
    assert page.input_value("#form-message") == "Two hundred casings"


@pytest.mark.parametrize("script", [True, False])
def test_errors_are_summarised_focused_and_linked(browser, live, script):
    """X6: the title says Error, focus goes to the summary, its links go to the fields."""
    context = browser.new_context(base_url=live.url, java_script_enabled=script)
    page = context.new_page()
    page.goto(FORM)
    page.fill("#form-email", "nobody")
    send(page)
    summary = page.locator(".form-summary")
    expect(summary).to_be_visible()
    assert page.title().startswith("Error:")
    assert page.input_value("#form-email") == "nobody"
    if script:
        expect(summary).to_be_focused()
        summary.get_by_role("link").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#form-name")).to_be_focused()
    context.close()


def test_the_form_works_by_keyboard_alone(page, live):
    """X6: Tab passes label by label, never through the trap; Enter in a line sends."""
    page.goto(FORM)
    page.locator("#form-name").focus()
    seen = []
    for text in ("Jan Jansen", "", "jan@example.com", "", "", "Casings"):
        seen.append(page.evaluate("document.activeElement.name"))
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    assert seen == ["name", "organisation", "email", "phone", "phone_2", "subject"]
    wait_as_people_do(page)
    page.locator("#form-subject").focus()
    page.keyboard.press("Enter")
    assert sent(live, page.locator(".receipt__code").inner_text()) == 1


def test_a_lost_answer_is_tried_again_with_the_same_key(page, live):
    """X2, R45: the server kept the message, its answer was lost; trying again leads to the same reference."""
    page.goto(FORM)
    fill(page, "Lost on the way back")
    wait_as_people_do(page)
    before = total(live)
    lost = []

    def lose_answer(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0))
            route.abort()
        else:
            route.continue_()

    page.route(f"**{FORM}", lose_answer)
    send(page)
    expect(page.locator("[data-form-status]")).to_have_text("Not confirmed yet. Your answers are still here.")
    button = page.locator("form[data-form] [type=submit]")
    expect(button).to_have_text("Try again")
    assert page.input_value("#form-message") == "Lost on the way back"
    button.click()
    page.locator(".receipt__code").wait_for()
    assert lost[0].status == 302
    assert total(live) == before + 1


def test_after_twenty_seconds_the_visitor_is_told(page):
    """X2: "Sending…", then a clear word; the answers stay."""
    page.clock.install()
    page.goto(FORM)
    fill(page)
    page.evaluate("document.querySelector('[name=form_key]').value = 'held'")
    page.evaluate(
        # The server never answers, and the script's own patience runs by the page's clock.
        """() => {
             AbortSignal.timeout = (patience) => {
               const control = new AbortController();
               setTimeout(() => control.abort(new DOMException("", "TimeoutError")), patience);
               return control.signal;
             };
             window.fetch = (address, { signal }) => new Promise((_, refuse) => {
               signal.addEventListener("abort", () => refuse(signal.reason));
             });
           }"""
    )
    send(page)
    status = page.locator("[data-form-status]")
    expect(status).to_have_text("Sending…")
    page.clock.fast_forward(19_000)
    expect(status).to_have_text("Sending…")
    page.clock.fast_forward(2_000)
    expect(status).to_have_text("Not confirmed yet. Your answers are still here.")
    assert page.input_value("#form-message") == "Two hundred casings"


def test_a_slow_and_lossy_network_loses_nothing(page, context, live):
    """X2: 50 kB/s, 2 s latency, and every answer but the third lost."""
    page.goto(FORM)
    fill(page, "Over a bad line")
    wait_as_people_do(page)
    session = context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 2000, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    before, tries = total(live), []

    def lossy(route):
        if route.request.method == "POST":
            tries.append(1)
            if len(tries) < 3:
                route.fetch(max_redirects=0) if len(tries) == 2 else None
                route.abort()
                return
        route.continue_()

    page.route(f"**{FORM}", lossy)
    button = page.locator("form[data-form] [type=submit]")
    for _ in range(2):
        button.click()
        expect(page.locator("[data-form-status]")).to_have_text(
            "Not confirmed yet. Your answers are still here.", timeout=25_000
        )
    button.click()
    page.locator(".receipt__code").wait_for(timeout=25_000)
    assert len(tries) == 3
    assert total(live) == before + 1


def test_going_back_keeps_the_values_and_sends_nothing_twice(page, live):
    """X2, R45: back, press again: the same message."""
    page.goto(FORM)
    fill(page, "Back and forth")
    wait_as_people_do(page)
    send(page)
    reference = page.locator(".receipt__code").inner_text()
    before = total(live)
    page.reload()
    page.go_back()
    if page.input_value("#form-message"):
        send(page)
        let_scripts_act(page, 500)
    assert total(live) == before
    assert sent(live, reference) == 1


@pytest.mark.parametrize(("typed", "warned"), [("Half a thought", True), ("", False)])
def test_leaving_a_form_with_answers_warns(page, typed, warned):
    """X2: a dirty form warns, a clean one does not."""
    page.goto(FORM)
    if typed:
        page.locator("#form-message").press_sequentially(typed)
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))
    page.locator("h1").click()
    page.evaluate("location.assign('/en/')")
    page.wait_for_url("**/en/")
    assert (dialogs == ["beforeunload"]) is warned


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_form_fits_its_screen(browser, live, width):
    """X1, X6: no horizontal scroll, fields and button at least 44 px high, text of 16 px."""
    context = browser.new_context(base_url=live.url, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(FORM)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for field in page.locator(".field__input, form[data-form] [type=submit]").all():
        assert field.bounding_box()["height"] >= 48
        assert float(field.evaluate("node => parseFloat(getComputedStyle(node).fontSize)")) >= 16
    context.close()
