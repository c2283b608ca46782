"""Browsers that give less than is assumed: forms are sent all the same, and what is said is true."""

import json

import pytest

from tests.browser.consent import GROUPS, STORAGE, let_scripts_act, sheet, until
from tests.browser.sending import wait_as_people_do
from tests.browser.test_files import FORM as FILES
from tests.browser.test_files import MAKE, photo
from tests.browser.test_form import FORM, fill, send, sent
from tests.browser.test_identity_copy import asked
from tests.system import chromium

pytestmark = pytest.mark.browser
# Safari 15.4 to 15.8, Chrome below 103, Firefox below 100.
OLD = "delete AbortSignal.timeout;"
# What Firefox hands out with privacy.resistFingerprinting: noise in place of what was drawn.
NOISE = """
  const stripes = (data) => data.map((_, at) => (at * 37) % 251);
  const { getImageData } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.getImageData = function (...where) {
    const found = getImageData.apply(this, where);
    found.data.set(stripes(found.data));
    return found;
  };
  const { toBlob } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toBlob = function (...how) {
    const pen = this.getContext("2d");
    pen.putImageData(pen.getImageData(0, 0, this.width, this.height), 0, 0);
    toBlob.apply(this, how);
  };
"""
# What Safari does with a canvas that is too large for its memory: nothing is drawn, and nobody is told.
BLANK = """
  const { drawImage } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.drawImage = function (...what) {
    if (this.canvas.width < 1000) drawImage.apply(this, what);
    else this.canvas.width = this.canvas.width;
  };
"""
GONE = ("AbortController", "URLSearchParams", "FormData", "fetch")


@pytest.mark.parametrize("missing", [OLD, *(f"delete window.{name};" for name in GONE)])
def test_a_form_is_sent_whatever_its_script_misses(page, live, missing):
    """R53: with the script where that can, else as any form goes: over the page that checks and sends."""
    page.add_init_script(missing)
    page.goto(FORM)
    fill(page)
    if missing == OLD:
        wait_as_people_do(page)
    send(page)
    code, check = page.locator(".receipt__code"), page.locator("dl.answers")
    code.or_(check).wait_for()
    if missing != OLD:
        check.wait_for()
        wait_as_people_do(page)
        send(page)
    code.wait_for()
    assert sent(live, code.inner_text()) == 1


@pytest.mark.parametrize("canvas", [NOISE, BLANK], ids=["noise", "blank"])
def test_a_photo_travels_as_it_is_where_a_drawn_one_cannot_be_trusted(page, live, canvas):
    """R47: the canvas is looked at again before it stands in place of the file."""
    live.manage("shell", "-v", "0", "-c", MAKE)
    page.add_init_script(canvas)
    page.goto(FILES)
    large = photo("large.jpg", size=(3000, 2250))
    module = page.locator("[data-file]").first.get_attribute("data-module")
    same = page.evaluate(
        """async ([module, bytes]) => {
          const { lighter } = await import(module);
          const data = new FormData();
          const file = new File([new Uint8Array(bytes)], "large.jpg", { type: "image/jpeg" });
          data.append("photo", file);
          const light = (await lighter(data)).get("photo");
          return [light.size === file.size, light.size];
        }""",
        [module, list(large["buffer"])],
    )
    assert same == [True, len(large["buffer"])]


def test_masking_says_that_it_cannot_work_where_nothing_drawn_is_given_back(live, page):
    """R79, R47: no stripes are sent for a document; the way by hand stands open."""
    path, _request = asked(live, "en")
    page.add_init_script(NOISE)
    page.goto(path)
    page.get_by_text("Nothing can be blacked out in this browser").wait_for()
    assert not page.locator("[data-mask]").is_visible()
    assert page.locator("#copy").is_visible()


@pytest.fixture
def no_cookies(live, tmp_path, browser):
    """A page of a browser whose owner switched cookies off for every site."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}))
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium(), args=["--no-sandbox"], base_url=live.url
    )
    yield context.new_page()
    context.close()


def choices(live):
    return live.sql("SELECT count(*) FROM privacy_cookies_consentrecord")[0][0]


@pytest.mark.parametrize("button", ["Accept all", "Reject all"])
def test_a_browser_without_cookies_closes_the_banner_and_is_told_the_truth(no_cookies, live, button):
    """C23, C10: closed for this page; no "Saved", no record, nothing loads; what was typed stays."""
    page, before = no_cookies, choices(live)
    hosts = []
    page.on("request", lambda request: hosts.append(request.url))
    page.goto("/en/contact/")
    page.fill("#form-name", "Jan Jansen")
    sheet(page).get_by_role("button", name=button).click()
    until(page, lambda: not sheet(page).is_visible())
    said = page.get_by_role("status").filter(has_text="cookies")
    assert said.inner_text().startswith("This browser keeps no cookies, so no choice can be kept either.")
    # What was said lies over the foot of the page until the next press anywhere.
    page.locator("footer [data-consent-open]").dispatch_event("click")
    page.get_by_role("dialog").get_by_role("button", name="Accept all").click()
    let_scripts_act(page)
    assert not sheet(page).is_visible()
    assert page.input_value("#form-name") == "Jan Jansen"
    assert choices(live) == before
    assert [url for url in hosts if not url.startswith(live.url)] == []


def test_a_browser_without_a_channel_between_tabs_keeps_its_choice(page, live):
    """C23: Firefox with cookies off refuses the channel; the answer is taken on the page all the same."""
    page.add_init_script(
        "window.BroadcastChannel = class { constructor() { throw new DOMException('', 'SecurityError'); } };"
    )
    page.goto("/en/contact/")
    page.fill("#form-name", "Jan Jansen")
    sheet(page).get_by_role("button", name="Reject all").click()
    until(page, lambda: not sheet(page).is_visible())
    assert page.input_value("#form-name") == "Jan Jansen"
    assert page.evaluate(STORAGE)["local"] == 0
    assert all(f"{group}=-1" in page.evaluate("document.cookie") for group in GROUPS)
