"""Accessibility of every state of a form, in both colour schemes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.sending import wait_as_people_do

pytestmark = pytest.mark.browser
FORM = "/en/forms/contact/"


def violations(page):
    found = Axe().run(page, context="main").response["violations"]
    return [(item["id"], [node["html"][:120] for node in item["nodes"]]) for item in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_of_the_form_has_no_violation(browser, live, scheme):
    """X6: alone, with errors, check page, receipt."""
    context = browser.new_context(base_url=live.url, color_scheme=scheme, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(FORM)
    assert violations(page) == []
    page.fill("#form-email", "nobody")
    page.locator("form[data-form] [type=submit]").click()
    page.locator(".form-summary").wait_for()
    assert violations(page) == []
    page.fill("#form-name", "Jan")
    page.fill("#form-email", "jan@example.com")
    page.fill("#form-message", "Hello")
    page.evaluate("document.querySelector('[name=form_key]').value = 'expired'")
    page.locator("form[data-form] [type=submit]").click()
    page.locator("dl.answers").wait_for()
    assert violations(page) == []
    wait_as_people_do(page)
    page.locator("form[data-form] [type=submit]").first.click()
    page.locator(".receipt__code").wait_for()
    assert violations(page) == []
    context.close()


def test_axe_finds_what_is_planted(page):
    """The check above can fail."""
    page.goto(FORM)
    page.evaluate("document.querySelector('label[for=form-name]').remove()")
    assert [name for name, _nodes in violations(page)] == ["label"]
