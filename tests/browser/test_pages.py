"""Pages in a real browser: narrow windows, keyboards, both colour schemes, no JavaScript, and what a first visit weighs."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.consent import cookie

pytestmark = pytest.mark.browser

# One of each page type, and the longest languages.
PATHS = [
    "/en/",
    "/de/",
    "/nl/",
    "/fr/",
    "/en/for-fleets/",
    "/en/for-tyre-specialists/",
    "/en/for-car-owners/",
    "/en/how-it-goes-round/",
    "/en/companies/",
    "/en/companies/kargro-banden/",
    "/en/about/",
    "/en/contact/",
    "/en/accessibility/",
    "/en/privacy/",
    "/en/search/?q=casing",
    "/en/cookies/",
    "/de/gibt-es-nicht/",
]
# The innermost element that reaches out of the window.
WIDEST = """() => [...document.querySelectorAll('main *, .consent *, footer *')].filter(e => e.checkVisibility()
  && e.getBoundingClientRect().right > 320.5 && !e.closest('svg, .visually-hidden, .hero__drawing')).at(-1)?.outerHTML.slice(0, 200)"""
LONGEST_WORD = "Nutzfahrzeugreifenkarkassen"


def decided(context, live) -> None:
    """Give the profile a stored refusal, so that no banner stands over the page."""
    context.add_cookies([cookie(live)])


def test_no_page_scrolls_sideways_at_320_pixels(context, live, page):
    """X1, X6: at 320 px, in the longest languages, with the text spacing of WCAG 1.4.12, nothing overflows."""
    decided(context, live)
    page.set_viewport_size({"width": 320, "height": 568})
    wide = {}
    for path in PATHS:
        page.goto(path)
        for spacing in (False, True):
            if spacing:
                page.evaluate(
                    """() => { for (const e of document.querySelectorAll('p, li, dd, h1, h2, h3, a, button, td'))
                    { e.style.lineHeight = '1.5'; e.style.letterSpacing = '0.12em'; e.style.wordSpacing = '0.16em'; } }"""
                )
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > 320:
                wide[path, spacing] = (width, page.evaluate(WIDEST))
    assert not wide


def test_the_longest_german_word_fits_a_heading_at_320_pixels(context, live, page):
    """X1: a compound without a break stays inside the window."""
    decided(context, live)
    page.set_viewport_size({"width": 320, "height": 568})
    page.goto("/de/")
    page.evaluate("word => { document.querySelector('h1').textContent = word; }", LONGEST_WORD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.locator("h1").bounding_box()
    assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("banner", [False, True])
def test_axe_finds_nothing_on_any_page_type(browser, live, scheme, banner):
    """X1, X6: every page type, both schemes, banner open and closed, has no axe finding."""
    context = browser.new_context(
        base_url=live.url, viewport={"width": 1280, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    if not banner:
        decided(context, live)
    page = context.new_page()
    found = {}
    for path in PATHS:
        page.goto(path)
        results = Axe().run(page)
        if results.violations_count:
            found[path] = [(item["id"], item["nodes"][0]["html"][:160]) for item in results.response["violations"]]
    context.close()
    assert not found


def test_axe_sees_a_planted_fault(page):
    """X1: the scan above can fail: a picture without a text alternative is found."""
    page.goto("/en/accessibility/")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/img/icon-192.png\">')"
    )
    assert "image-alt" in {item["id"] for item in Axe().run(page).response["violations"]}


def test_the_first_tab_leads_to_the_skip_link_and_the_skip_link_to_the_content(context, live, page):
    """X6: a keyboard user passes the navigation with one key."""
    decided(context, live)
    page.goto("/en/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_the_navigation_opens_without_javascript(browser, live):
    """X6: on a phone without JavaScript every page of the navigation is two presses away."""
    context = browser.new_context(base_url=live.url, viewport={"width": 360, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/")
    link = page.locator(".menu__panel a", has_text="How it goes round")
    assert not link.is_visible()
    page.locator(".menu > summary").click()
    link.click()
    assert page.url.endswith("/en/how-it-goes-round/")
    context.close()


def test_escape_closes_the_menu_and_keeps_the_focus(context, live, page):
    """X6: with JavaScript, Escape closes the menu and the focus returns to what opened it."""
    decided(context, live)
    page.goto("/en/")
    page.locator(".menu > summary").click()
    assert page.locator(".menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator(".menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_offer_and_the_next_step_stand_on_the_first_screen_of_a_phone(context, live, page):
    """X1: at 360 × 640 heading, sentence and main action are visible without scrolling, in every language."""
    decided(context, live)
    page.set_viewport_size({"width": 360, "height": 640})
    for language in ("en", "nl", "de", "fr"):
        page.goto(f"/{language}/")
        for selector in ("h1", ".hero .lead", ".hero .button--accent"):
            box = page.locator(selector).first.bounding_box()
            assert box["y"] + box["height"] <= 640, (language, selector)


def test_there_is_one_orange_action_in_view(context, live, page):
    """X1: wherever a visitor scrolls on the home page, at most one action is orange."""
    decided(context, live)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/en/")
    assert page.locator(".button--accent").count() == 1


def test_what_is_pressed_is_44_pixels_high(context, live, page):
    """X6: every link and button outside running text is at least 44 px high, or wide enough a target (24 px at least)."""
    decided(context, live)
    page.set_viewport_size({"width": 360, "height": 640})
    small = {}
    for path in ("/en/", "/en/contact/", "/en/companies/kargro-banden/", "/de/gibt-es-nicht/"):
        page.goto(path)
        heights = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden])')]
            .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip, .prose, .form__trap'))
            .filter(e => !(e.closest('p, dd, li') && getComputedStyle(e).display === 'inline'))
            .map(e => [e.outerHTML.slice(0, 80), Math.max(e.getBoundingClientRect().height,
                       e.closest('.row') ? e.closest('.row').getBoundingClientRect().height : 0)])
            .filter(([, height]) => height > 0 && height < 43.5)"""
        )
        if heights:
            small[path] = heights
    assert not small


def test_the_ring_stands_still_where_less_motion_is_asked_for(browser, live):
    """X6: one turn of at most 900 ms, and none under reduced motion."""
    seconds = {}
    for motion in ("no-preference", "reduce"):
        context = browser.new_context(base_url=live.url, reduced_motion=motion)
        page = context.new_page()
        page.goto("/en/")
        style = "getComputedStyle(document.querySelector('.turn'))"
        seconds[motion] = page.evaluate(f"{style}.animationName === 'none' ? 0 : parseFloat({style}.animationDuration)")
        assert page.evaluate(f"{style}.animationName === 'none' || {style}.animationIterationCount === '1'")
        context.close()
    assert 0 < seconds["no-preference"] <= 0.9
    assert seconds["reduce"] == 0


def test_a_first_visit_is_light_and_meets_nobody_else(browser, live):
    """X1: the home page with everything: at most 120 kB over the wire, 14 requests, no other host, no shift."""
    context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    requests, received = [], []
    client.on("Network.requestWillBeSent", lambda event: requests.append(event["request"]["url"]))
    client.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto("/en/", wait_until="networkidle")
    shift = page.evaluate(
        """() => new Promise(done => { let sum = 0;
        new PerformanceObserver(list => { for (const e of list.getEntries()) sum += e.value; })
        .observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"""
    )
    largest = page.evaluate(
        """() => new Promise(done => { let last = '';
        new PerformanceObserver(list => { for (const e of list.getEntries()) last = e.element ? e.element.closest('.hero, .consent')?.className : ''; })
        .observe({type: 'largest-contentful-paint', buffered: true}); setTimeout(() => done(last), 300); })"""
    )
    context.close()
    assert all(url.startswith((live.url, "data:")) for url in requests)
    assert len(requests) == len(set(requests)), "nothing is fetched twice"
    assert len(requests) <= 14
    assert sum(received) <= 120_000
    assert shift < 0.01
    assert "hero" in largest or "consent" in largest
