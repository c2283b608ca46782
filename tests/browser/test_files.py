"""Files in a real Chromium: chosen, refused, kept, made smaller, and opened by staff as downloads only (R47)."""

import re
import secrets
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.sending import wait_as_people_do
from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
FORM = "/en/forms/files/"
SVG = {"name": "drawing.jpg", "mimeType": "image/jpeg", "buffer": b'<svg onload="alert(1)"/>'}
MAKE = """
from leads.forms.models import LeadForm
from tests.leads.building import ask, live_form
if not LeadForm.objects.filter(slug="files").exists():
    live_form(
        ask("name", "Your name", "required"), ask("email", "E-mail", "one_of"),
        ask("file", "Photos", accepts=["image", "pdf"], max_files=3), slug="files", title="Show us your tyres",
    )
"""
NAMES = """
from leads.submissions.models import Upload
print(*sorted(upload.name for upload in Upload.objects.filter(submission__reference="{reference}")))
"""


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def visitor(request, live, browser):
    """A visitor at a form that asks for files."""
    live.manage("shell", "-v", "0", "-c", MAKE)
    context = browser.new_context(
        base_url=live.url, viewport={"width": 390, "height": 844}, java_script_enabled=request.param
    )
    page = context.new_page()
    page.with_script = request.param
    page.goto(FORM)
    yield page
    context.close()


def photo(name="tyre.jpg", size=(60, 40), noise=False):
    picture = Image.effect_noise(size, 90).convert("RGB") if noise else Image.new("RGB", size, "orange")
    written = BytesIO()
    picture.save(written, "JPEG", quality=85)
    return {"name": name, "mimeType": "image/jpeg", "buffer": written.getvalue()}


def choose(page, *files):
    page.locator("[type=file]").set_input_files(list(files))


def send(page):
    page.locator("form[data-form] [type=submit]").first.click()


def send_to_the_end(page):
    """Press the button, and once more on the page that asks to check; return the reference."""
    if page.with_script:  # without, the check page brings the key
        wait_as_people_do(page)
    send(page)
    expect(page.locator("h1")).to_have_text(re.compile("Check and send|Thank you"))
    if page.locator("h1").inner_text() == "Check and send":
        assert not page.with_script
        wait_as_people_do(page)
        send(page)
    return page.locator(".receipt__code").inner_text()


def fill(page):
    page.get_by_label("Your name").fill("Jan Jansen")
    page.get_by_label("E-mail").fill(f"{secrets.token_hex(4)}@example.com")


def stored(live, reference):
    """The names of a message's files, which stand encrypted in the database."""
    found = live.manage("shell", "-v", "0", "-c", NAMES.format(reference=reference)).stdout
    return found.split()


def test_a_refused_file_is_told_by_name_and_nothing_is_lost(visitor, live):
    """Issue 3, files: what is wrong stands beside the field; the name, and the good file, are still there."""
    fill(visitor)
    choose(visitor, photo("good.jpg"), SVG)
    send(visitor)
    summary = visitor.locator(".form-summary")
    expect(summary).to_contain_text("“drawing.jpg”:")
    expect(summary.get_by_role("link")).to_have_count(1)
    assert visitor.title().startswith("Error:")
    assert visitor.get_by_label("Your name").input_value() == "Jan Jansen"
    expect(visitor.locator(".held__name")).to_have_text("good.jpg, kept")
    expect(visitor.locator("[type=file]")).to_have_attribute("aria-invalid", "true")
    assert visitor.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert stored(live, send_to_the_end(visitor)) == ["good.jpg"]


def test_files_are_kept_when_an_answer_was_wrong_and_can_be_removed(visitor, live):
    """Issue 3, files: nobody chooses files twice; one that was chosen by mistake goes."""
    fill(visitor)
    visitor.get_by_label("Your name").fill("")
    choose(visitor, photo("first.jpg"), photo("second.jpg"))
    send(visitor)
    expect(visitor.locator(".form-summary")).to_be_visible()
    expect(visitor.locator(".held__name")).to_have_text(["first.jpg, kept", "second.jpg, kept"])
    visitor.get_by_label("Your name").fill("Jan Jansen")
    visitor.get_by_label("Remove first.jpg").check()
    assert stored(live, send_to_the_end(visitor)) == ["second.jpg"]


def test_staff_open_a_file_as_a_download_only(visitor, live, browser):
    """R47, R65, Issue 3, files: never shown by the browser; who may not read the message does not get it."""
    fill(visitor)
    choose(visitor, photo("tyre.jpg", size=(80, 50)))
    reference = send_to_the_end(visitor)
    mark = "js" if visitor.with_script else "plain"
    with at_work(live, browser, f"files-hans-{mark}", "Lead handlers", purposes=("contact",)) as page:
        page.goto("/admin/inbox/?show=waiting")
        page.locator("tr", has_text=reference).locator("[data-inbox-row]").click()
        link = page.get_by_role("link", name="tyre.jpg")
        address = link.get_attribute("href")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == "tyre.jpg"
        assert Image.open(download.value.path()).size == (80, 50)
        headers = page.request.get(address).headers
        assert headers["content-disposition"].startswith("attachment")
        assert headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in headers["content-security-policy"]
    with at_work(live, browser, f"files-nora-{mark}", "Lead handlers") as page:
        answer = page.request.get(address, max_redirects=0)
        assert answer.status in (302, 403, 404)
        assert "image" not in answer.headers.get("content-type", "")
    assert visitor.request.get(address, max_redirects=0).status == 302


def test_a_large_photo_is_made_smaller_before_it_travels(visitor, live, browser):
    """Issue 3, files: two thousand pixels travel; without JavaScript the photo travels as it is, and arrives."""
    large = photo("large.jpg", size=(3000, 2250), noise=True)
    sizes = []
    visitor.on(
        "request",
        lambda sent: sizes.append(int(sent.all_headers().get("content-length", 0))) if sent.method == "POST" else None,
    )
    fill(visitor)
    choose(visitor, large)
    assert stored(live, send_to_the_end(visitor)) == ["large.jpg"]
    print(f"\na photo of {len(large['buffer'])} bytes travelled as {sizes[0]} bytes")
    assert (sizes[0] < len(large["buffer"]) / 2) is visitor.with_script
