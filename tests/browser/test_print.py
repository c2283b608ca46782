"""What a visitor prints is black on white, whole, and says which version it is."""

import pytest

from tests.browser.sending import wait_as_people_do

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
