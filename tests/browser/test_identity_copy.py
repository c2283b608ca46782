"""A document is blacked out on the person's own device; what leaves it is black where it was made black."""

import re
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw

from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
FACE = (200, 30, 60)
ASK = """
from django.contrib.auth import get_user_model
from django.utils import timezone
from privacy.rights import id_documents, services
from privacy.rights.deadline import received_day
from tests.factories import member_of
now = timezone.now()
user = get_user_model().objects.filter(username="yves").first() or member_of("Privacy officers", "yves")
request = services.receive(right="access", channel="mailbox", language="{language}", received_on=received_day(now),
    email="{name}@example.com", name="Document Holder", now=now)
copy = id_documents.ask_for_copy(request=request, reason="An address that we do not know.", by=user, now=now)
print("TOKEN", id_documents.link_token(copy), request.pk)
"""


def asked(live, language):
    """Return the address of the page that takes the copy, and the number of the request."""
    out = live.manage("shell", "-v", "0", "-c", ASK.format(language=language, name=f"document-{uuid4().hex}")).stdout
    token, request = re.search(r"TOKEN (\S+) (\d+)", out).groups()
    return f"/{language}/rights/identity/{token}/", int(request)


def document():
    """Return a picture like a card: its left half is the holder's face."""
    picture = Image.new("RGB", (1200, 800), (240, 240, 230))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((60, 160, 540, 640), fill=FACE)
    pen.text((700, 200), "HOLDER, DOCUMENT", fill="black")
    written = BytesIO()
    picture.save(written, "PNG")
    return {"name": "card.png", "mimeType": "image/png", "buffer": written.getvalue()}


@pytest.fixture
def recorder():
    """A server of our own that keeps every byte it is sent: browsers do not tell what a form with a file sends."""
    bodies = []

    class Keep(BaseHTTPRequestHandler):
        def do_POST(self):
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<h1>Kept</h1>")

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keep)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", bodies
    server.shutdown()
    server.server_close()


def picture_in(body: bytes) -> Image.Image:
    """Return the only picture in a multipart body."""
    starts = [match.start() for match in re.finditer(rb"\xff\xd8\xff|\x89PNG", body)]
    assert len(starts) == 1
    return Image.open(BytesIO(body[starts[0] :])).convert("RGB")


def like_face(picture: Image.Image) -> int:
    small = picture.resize((60, 40))
    pixels = small.get_flattened_data() if hasattr(small, "get_flattened_data") else small.getdata()
    return sum(abs(r - FACE[0]) < 40 and abs(g - FACE[1]) < 40 and abs(b - FACE[2]) < 40 for r, g, b in pixels)


def no_findings(page):
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def open_page(live, browser, address, **more):
    context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 800}, **more)
    page = context.new_page()
    page.goto(address)
    return page


def tick_all(page):
    for box in page.locator("[data-mask-check]").all():
        box.check()


@pytest.mark.parametrize("how", ["pointer", "keyboard"])
def test_only_the_blacked_out_picture_leaves_the_device(live, browser, recorder, how):
    """R79: the server never receives a pixel of what was covered, drawn with a finger or with the keyboard alone."""
    to, bodies = recorder
    page = open_page(live, browser, asked(live, "en")[0], bypass_csp=True)
    page.locator("[data-mask]").evaluate("(form, to) => { form.action = to; }", to)
    page.locator("[data-mask]").wait_for()
    no_findings(page)
    assert page.locator("[data-mask-plain]").get_attribute("open") is None
    page.set_input_files("[data-mask-photo]", document())
    page.locator("[data-mask-work]").wait_for()
    no_findings(page)
    page.get_by_role("button", name="Send the masked copy").click()
    assert "at least one black box" in page.locator("[data-mask-error]").inner_text()
    if how == "pointer":
        page.locator("[data-mask-stage]").scroll_into_view_if_needed()
        edge = page.locator("[data-mask-stage]").bounding_box()
        page.mouse.move(edge["x"] + 2, edge["y"] + 0.15 * edge["height"])
        page.mouse.down()
        page.mouse.move(edge["x"] + 0.5 * edge["width"], edge["y"] + 0.85 * edge["height"], steps=5)
        page.mouse.up()
    else:
        page.locator("[data-mask-add]").press("Enter")
        for key, times in (("ArrowLeft", 30), ("ArrowUp", 30), ("Shift+ArrowRight", 12), ("Shift+ArrowDown", 75)):
            for _press in range(times):
                page.keyboard.press(key)
    no_findings(page)
    tick_all(page)
    page.get_by_role("button", name="Send the masked copy").click()
    page.get_by_role("heading", name="Kept").wait_for()
    (body,) = bodies
    assert body.count(b"filename=") == 1
    came = picture_in(body)
    assert came.size == (1200, 800)
    assert like_face(came) == 0
    assert came.getpixel((300, 400)) == (0, 0, 0)


def test_whoever_handles_it_looks_and_decides(live, browser):
    """R79, R81: sent from a phone, seen at the desk, destroyed with the decision."""
    address, request = asked(live, "en")
    page = open_page(live, browser, address)
    page.set_input_files("[data-mask-photo]", document())
    page.locator("[data-mask-add]").click()
    tick_all(page)
    page.get_by_role("button", name="Send the masked copy").click()
    page.get_by_role("heading", name="Your copy has arrived").wait_for()
    with at_work(live, browser, "nadia", "Privacy officers", purposes=["rights_requests"]) as desk:
        desk.goto(f"{live.url}/admin/requests/{request}/")
        desk.get_by_role("button", name="Handle it instead").click()
        desk.get_by_role("link", name="Look at the copy and decide").click()
        shown = desk.locator(".rights-copy")
        assert shown.evaluate("image => image.complete && image.naturalWidth") == 1200
        desk.get_by_label("Something that must be black can be read").check()
        desk.get_by_role("button", name="Decide and destroy the copy").click()
        assert "Copy of a document, destroyed on" in desk.locator("#identity").inner_text()


def test_a_box_is_taken_away_and_another_photo_starts_anew(live, browser):
    """R79: Delete removes a box; a new photo has no boxes and no ticks of the last."""
    page = open_page(live, browser, asked(live, "en")[0])
    page.set_input_files("[data-mask-photo]", document())
    page.locator("[data-mask-add]").click()
    page.locator("[data-mask-add]").click()
    page.keyboard.press("Delete")
    assert page.locator(".mask__box").count() == 1
    tick_all(page)
    page.set_input_files("[data-mask-photo]", document())
    page.wait_for_function("!document.querySelector('.mask__box')")
    assert page.locator("[data-mask-check]:checked").count() == 0
    page.set_input_files("[data-mask-photo]", {"name": "a.txt", "mimeType": "image/png", "buffer": b"no picture"})
    page.get_by_text("cannot be opened here").wait_for()
    assert page.locator("[data-mask-work]").is_hidden()


def test_without_javascript_a_covered_photo_is_sent_with_a_warning(live, browser):
    """R79, R87: in Dutch, dark, on a phone: the warning stands above, the tick is needed."""
    address, _request = asked(live, "nl")
    page = open_page(live, browser, address, java_script_enabled=False, color_scheme="dark", bypass_csp=True)
    assert page.locator("[data-mask]").is_hidden()
    page.set_input_files("#copy", document())
    page.locator("details button").click()
    assert page.locator(".form-summary a").get_attribute("href") == "#covered"
    page.set_input_files("#copy", document())
    page.check("#covered")
    page.locator("details button").click()
    assert page.locator("h1").inner_text() == "Uw kopie is aangekomen"
