"""Between paragraphs and in frames of their own, other companies wait for a press as videos do (C14, C15)."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.consent import let_scripts_act, until, until_kept

pytestmark = pytest.mark.browser

TEXT = '<p>An inspector at work.</p><embed embedtype="media" url="https://vimeo.com/76979871"/><p>And on.</p>'
FRAME = {"address": "https://player.vimeo.com/showcase", "title": "Showcase", "text": "<p>All our films.</p>"}
BODY = [
    {"type": "text", "value": {"heading": "Films", "text": TEXT}},
    {"type": "frame", "value": {"heading": "", "embed": FRAME}},
]
MAKE_PAGE = """
from wagtail.models import Site
from home.pages.models import ContentPage
home = Site.objects.get(is_default_site=True).root_page
if not home.get_children().filter(slug="test-embeds").exists():
    hero = [{"type": "hero", "value": {"heading": "Embeds", "lead": "Films."}}]
    home.add_child(instance=ContentPage(title="Embeds", slug="test-embeds", locale=home.locale, body=BODY, hero=json.dumps(hero)))
"""


@pytest.fixture(scope="module")
def embeds(live):
    """A live page with a film between paragraphs and a page of the same company in a frame."""
    live.manage("shell", "-c", f"import json\nBODY = {json.dumps(json.dumps(BODY))}\n{MAKE_PAGE}")
    return "/en/test-embeds/"


@pytest.fixture
def outside(page):
    """What is asked of other machines, answered by the test."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>there</title><button>Pause</button>")

    page.route(lambda address: "127.0.0.1" not in address, answer)
    return asked


def test_each_waits_for_its_own_press(page, embeds, outside):
    """C2, C14, C15: nothing is asked for before; one press shows one, here and now, and stores nothing."""
    page.goto(embeds)
    figures = page.locator(".embed")
    assert figures.count() == 2
    for index in range(2):
        figures.nth(index).scroll_into_view_if_needed()
    let_scripts_act(page)
    assert outside == []
    assert page.get_by_text("All our films.").is_visible()
    figures.nth(1).get_by_role("button", name="Play video").click()
    frame = figures.nth(1).locator("iframe")
    assert frame.get_attribute("src") == FRAME["address"]
    assert frame.get_attribute("title") == "Showcase"
    assert frame.evaluate("(frame) => frame === document.activeElement")
    assert figures.nth(0).locator("iframe").count() == 0
    assert page.evaluate("document.cookie") == ""
    until(page, lambda: outside == [FRAME["address"]])


def test_always_shows_everything_of_the_company_and_taking_it_back_none(page, embeds, outside):
    """C15: one answer for the company; both notices come back when it is withdrawn."""
    page.goto(embeds)
    page.get_by_role("button", name="Always allow Vimeo").first.click()
    assert page.locator(".embed iframe").count() == 2
    assert until_kept(page)["vendor:vimeo"]
    assert page.locator(".embed iframe").first.get_attribute("title") == "Video (vimeo.com)"
    page.locator("footer [data-consent-open]").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Reject all").click()
    until(page, lambda: page.locator(".embed iframe").count() == 0)
    assert page.get_by_role("button", name="Always allow Vimeo").count() == 2


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_the_notices_fit_and_are_accessible(browser, live, embeds, width, scheme):
    """X3, X5: axe finds nothing; no sideways scrolling; without JavaScript words and links are left."""
    context = browser.new_context(base_url=live.url, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(embeds)
    page.locator(".embed__gate").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    found = Axe().run(page, context=".embed").response["violations"]
    assert not found, [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
    context.close()
    bare = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = bare.new_page()
    page.goto(embeds)
    assert page.locator(".embed__gate:visible, .embed__stage:visible").count() == 0
    assert page.get_by_role("link", name="Open at vimeo.com").first.is_visible()
    bare.close()
