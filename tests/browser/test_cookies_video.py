"""Videos of another company: nothing before a press, one press plays, and a way back (C13–C16, R57b)."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.consent import GROUPS, let_scripts_act, record, sheet, until, until_kept, wait_for

pytestmark = pytest.mark.browser

MAKE_PAGE = """
import json
from io import BytesIO
from django.core.files.images import ImageFile
from PIL import Image as Picture
from wagtail.images import get_image_model
from wagtail.models import Site
from home.pages.models import ContentPage
home = Site.objects.get(is_default_site=True).root_page
file = BytesIO()
Picture.new("RGB", (960, 640), "#5c5850").save(file, "JPEG")
image = get_image_model().objects.create(title="Still", file=ImageFile(file, name="still.jpg"))
video = {"title": "An inspection", "duration": "4:12", "poster": image.pk, "captions": "Captions in Dutch", "transcript": "<p>The inspector lifts the tyre.</p>"}
for slug, address in ADDRESSES.items():
    if not home.get_children().filter(slug=slug).exists():
        blocks = [{"type": "video", "value": {"heading": "Film", "video": {**video, "address": address}}}]
        home.add_child(instance=ContentPage(title="Film", slug=slug, locale=home.locale, body=json.dumps(blocks), hero=json.dumps([{"type": "hero", "value": {"heading": "Film", "lead": "A film."}}])))
"""
ADDRESSES = {"test-film": "https://vimeo.com/76979871", "test-youtube": "https://youtu.be/M7lc1UVf-VE"}


@pytest.fixture(scope="module")
def film(live):
    """A live page with a video at Vimeo, and one at a company that is not switched on."""
    live.manage("shell", "-c", f"ADDRESSES = {json.dumps(ADDRESSES)}\n{MAKE_PAGE}")
    return "/en/test-film/"


@pytest.fixture
def vimeo(page):
    """Vimeo's player, played by the test; every request to any other machine is written down."""
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="text/html", body="<title>player</title><button>Pause</button>")

    page.route(lambda address: "127.0.0.1" not in address, answer)
    return asked


def player(page):
    return page.locator(".embed iframe")


def open_settings(page):
    """Press the footer's link by keyboard: a mouse over a frame that moves may meet the frame."""
    page.locator("footer [data-consent-open]").press("Enter")


def test_nothing_of_the_video_is_asked_for_before_a_press(page, film, vimeo):
    """R57b, C2, C14, C15: the poster is ours; no player, no thumbnail, no preconnect; who receives what is said."""
    page.goto(film)
    page.locator(".embed").scroll_into_view_if_needed()
    let_scripts_act(page)
    assert vimeo == []
    assert player(page).count() == 0
    assert page.locator("link[rel=preconnect], link[rel=dns-prefetch]").count() == 0
    words = page.locator(".embed").inner_text()
    for expected in (
        "Vimeo (US) receives your IP address and may set cookies when you show it.",
        "Privacy statement of Vimeo",
        "Cookies it sets",
        "Play video",
        "Always allow Vimeo",
        "Watch on vimeo.com",
        "An inspection",
        "4:12",
        "Captions in Dutch",
    ):
        assert expected in words
    page.locator(".embed summary").click()
    assert page.get_by_text("The inspector lifts the tyre.").is_visible()
    assert vimeo == []


def test_one_press_plays_once_and_stores_nothing(page, film, vimeo):
    """C15, C16: the click is the consent; focus moves to the player; leaving the page ends it."""
    page.goto(film)
    page.get_by_role("button", name="Play video").click()
    assert player(page).get_attribute("src") == "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"
    assert player(page).get_attribute("title") == "Video: An inspection"
    assert player(page).evaluate("(frame) => frame === document.activeElement")
    let_scripts_act(page)
    assert vimeo == ["https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"]
    assert page.evaluate("document.cookie") == ""
    page.reload()
    let_scripts_act(page)
    assert player(page).count() == 0
    assert len(vimeo) == 1


def test_always_is_stored_listed_and_taken_back(page, film, vimeo, live):
    """C15: stored for that company alone, recorded, listed in the settings, revoked by unticking."""
    page.goto(film)
    page.get_by_role("button", name="Always allow Vimeo").click()
    assert player(page).count() == 1
    choice = until_kept(page)
    assert choice["vendor:vimeo"]
    assert not choice.keys() & set(GROUPS)
    assert record(live, choice["id"])[0] == "embed"
    page.reload()
    assert sheet(page).is_visible()
    assert player(page).get_attribute("src") == "https://player.vimeo.com/video/76979871?dnt=1"
    open_settings(page)
    dialog = page.get_by_role("dialog")
    listed = dialog.get_by_role("checkbox", name="Vimeo is always allowed")
    assert listed.is_checked()
    assert not dialog.get_by_role("checkbox", name="Functional").is_checked()
    listed.uncheck()
    dialog.get_by_role("button", name="Save my choice").click()
    wait_for(page, lambda found: "vendor:vimeo" not in found and "pending" not in found)
    assert player(page).count() == 0
    assert page.get_by_role("button", name="Play video").is_visible()


def test_always_overrides_a_refusal_for_this_company_until_everything_is_refused(page, film, vimeo):
    """C15: the groups stay refused; a later "refuse all" revokes the company and stops the player."""
    page.goto(film)
    sheet(page).get_by_role("button", name="Reject all").click()
    until_kept(page)
    page.get_by_role("button", name="Always allow Vimeo").click()
    choice = wait_for(page, lambda found: "vendor:vimeo" in found and "pending" not in found)
    assert {choice[group] for group in GROUPS} == {"-1"}
    page.reload()
    # Not at once: a browser first asks which choices were withdrawn by their number.
    player(page).wait_for()
    open_settings(page)
    page.get_by_role("dialog").get_by_role("button", name="Reject all").click()
    wait_for(page, lambda found: "vendor:vimeo" not in found and "pending" not in found)
    assert player(page).count() == 0
    page.reload()
    let_scripts_act(page)
    assert player(page).count() == 0


@pytest.mark.parametrize("group", GROUPS)
def test_only_the_video_group_starts_the_player_and_without_reload(page, film, vimeo, group):
    """C13, C14: granted, the inert markup comes alive in place; another group does not touch it."""
    page.goto(film)
    page.evaluate("window.same = true")
    sheet(page).get_by_role("link", name="Choose per purpose").click()
    page.get_by_role("dialog").locator(f"[value={group}]").check()
    page.get_by_role("dialog").get_by_role("button", name="Save my choice").click()
    until_kept(page)
    page.locator(".embed").scroll_into_view_if_needed()
    if group == "functional":
        until(page, lambda: any("vimeo" in address for address in vimeo))
    let_scripts_act(page)
    assert page.evaluate("window.same")
    assert player(page).count() == (group == "functional")
    asked = {address.split("?")[0] for address in vimeo if "vimeo" in address}
    assert asked == ({"https://player.vimeo.com/video/76979871"} if group == "functional" else set())


def test_without_javascript_there_is_a_picture_and_a_link(browser, live, film):
    """C11, C15: poster, title, transcript and the way to the video at the company's own site."""
    context = browser.new_context(base_url=live.url, java_script_enabled=False)
    page = context.new_page()
    page.goto(film)
    assert page.get_by_role("link", name="Watch on vimeo.com").get_attribute("href") == "https://vimeo.com/76979871"
    assert not page.get_by_role("button", name="Play video").is_visible()
    assert page.locator(".embed img").is_visible()
    context.close()


def test_a_company_that_is_not_switched_on_gets_a_picture_and_a_link(page, film, vimeo):
    """E3, C15: no placeholder for what cannot be allowed, no frame, no host in the policy."""
    response = page.goto("/en/test-youtube/")
    assert "frame-src" not in response.headers["content-security-policy"]
    assert page.get_by_role("button", name="Play video").count() == 0
    assert page.locator(".embed template").count() == 0
    assert page.get_by_role("link", name="Watch on youtube.com").is_visible()
    assert vimeo == []


def test_only_the_page_with_the_video_may_frame_the_company(page, film):
    """C5, P4: frame-src follows from the page's block, the same with and without a choice."""
    with_video = page.goto(film).headers["content-security-policy"]
    sheet(page).get_by_role("button", name="Reject all").click()
    until_kept(page)
    assert "frame-src https://player.vimeo.com" in with_video
    again = page.context.request.get(film)
    assert "kargro_consent" in {cookie["name"] for cookie in page.context.cookies()}
    assert again.headers["content-security-policy"] == with_video
    fresh = page.context.request.get(film, headers={"If-None-Match": again.headers["etag"]})
    assert fresh.status == 304
    assert "content-security-policy" not in fresh.headers
    assert "vimeo" not in page.goto("/en/about/").headers["content-security-policy"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_axe_finds_nothing_on_a_video(browser, live, film, width, scheme):
    """C10, C15: the placeholder in both schemes; nothing wider than the window."""
    context = browser.new_context(base_url=live.url, viewport={"width": width, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    page.goto(film)
    results = Axe().run(page)
    assert [
        (rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in results.response["violations"]
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
