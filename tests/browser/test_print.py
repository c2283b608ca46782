"""What a visitor prints is black on white, whole, and says which version it is."""

import pytest

from tests.browser.sending import wait_as_people_do
from tests.browser.staff import at_work

pytestmark = pytest.mark.browser

HIDDEN = (".nav", ".menu", ".utility", ".consent", ".footer__links", ".policy__contents")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_printed_policy_is_black_on_white_and_dated(page, live, scheme):
    """X5: in either scheme no navigation and no banner, white paper, link addresses shown, version and date at the end."""
    page.emulate_media(media="print", color_scheme=scheme)
    page.goto(f"{live.url}/en/privacy/")
    seen = page.evaluate(
        "selectors => selectors.filter(s => [...document.querySelectorAll(s)].some(e => e.checkVisibility()))", HIDDEN
    )
    assert seen == []
    colours = page.evaluate(
        "() => { const b = getComputedStyle(document.querySelector('.policy')); const p = getComputedStyle(document.body);"
        " return [b.color, p.backgroundColor] }"
    )
    assert colours[0] == "rgb(0, 0, 0)"
    assert colours[1] in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    footer = page.locator(".print-only")
    assert footer.is_visible()
    assert "Kargro Groep Holding" in footer.inner_text()
    assert "ersion" in footer.inner_text()
    address = page.evaluate(
        "() => getComputedStyle(document.querySelector('.policy a[href^=http]:not(.policy__card a)'), '::after').content"
    )
    assert "(" in address


def test_the_policy_prints_to_more_than_one_page(page, live):
    """X5: the whole policy reaches the paper."""
    page.goto(f"{live.url}/nl/privacy/")
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") + pdf.count(b"/Type /Page/") >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_thanks_are_black_on_white_and_name_the_reference(page, scheme):
    """X5: in either scheme no navigation and no banner, white paper, and the code by which the message is found."""
    page.goto("/en/forms/contact/")
    page.fill("#form-name", "Jan Jansen")
    page.fill("#form-email", "jan@example.com")
    page.fill("#form-message", "Two hundred casings")
    wait_as_people_do(page)
    page.locator("form[data-form] [type=submit]").first.click()
    code = page.locator(".receipt__code")
    code.wait_for()
    page.emulate_media(media="print", color_scheme=scheme)
    assert code.is_visible()
    seen = page.evaluate(
        "selectors => selectors.filter(s => [...document.querySelectorAll(s)].some(e => e.checkVisibility()))", HIDDEN
    )
    assert seen == []
    look = "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
    colour, paper = code.evaluate(look)
    assert colour == "rgb(0, 0, 0)"
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


ANSWERED = """
from django.contrib.auth import get_user_model
from django.utils import timezone
from privacy.rights import services
from privacy.rights.deadline import received_day
now = timezone.now()
officer = get_user_model().objects.get(username="{officer}")
request = services.receive(right="access", channel="mailbox", language="nl", received_on=received_day(now),
    phone="0612345678", name="Letter Reader", words="Heeswijk 1", now=now)
services.answer(request=request, outcome="unverified", text="", reason="", by=officer, now=now)
print("REQUEST", request.pk)
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_printed_letter_is_black_on_white_and_nothing_but_the_letter(browser, live, scheme):
    """X5: in the person's language, with who writes; no menu of the CMS, on one sheet, in either scheme."""
    name = f"letters-{scheme}"
    with at_work(live, browser, name, "Privacy officers", purposes=["rights_requests"]) as page:
        made = live.manage("shell", "-v", "0", "-c", ANSWERED.format(officer=name)).stdout
        page.goto(f"/admin/requests/{made.rsplit('REQUEST ', 1)[1].strip()}/letter/")
        page.emulate_media(media="print", color_scheme=scheme)
        assert page.locator("html").get_attribute("lang") == "nl"
        assert "Kargro Groep Holding" in page.inner_text("body")
        assert page.locator("nav, header, aside, button, form").count() == 0
        colours = page.evaluate(
            "() => { const s = getComputedStyle(document.body); return [s.color, s.backgroundColor] }"
        )
        assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2
