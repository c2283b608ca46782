"""A message that was held back, from the visitor to the inbox, in a real Chromium (R46)."""

import secrets

import pytest
from playwright.sync_api import expect

from tests.browser.sending import wait_as_people_do
from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
HELD = "/admin/inbox/held/"
FEW, MANY = 3, 10


def send(live, browser, text, *, script):
    """Send the contact form as a visitor does; return the reference on the receipt."""
    context = browser.new_context(base_url=live.url, java_script_enabled=script, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto("/en/forms/contact/")
    page.fill("#form-name", "Jan Jansen")
    page.fill("#form-email", f"{secrets.token_hex(4)}@example.com")
    page.fill("#form-subject", "Held in a browser")
    page.fill("#form-message", text)
    if not script:  # the check page brings the key
        page.locator("form[data-form] [type=submit]").first.click()
    wait_as_people_do(page)
    page.locator("form[data-form] [type=submit]").first.click()
    reference = page.locator(".receipt__code").inner_text()
    context.close()
    return reference


def mails(live, reference):
    return live.sql(
        "SELECT count(*) FROM privacy_outbox_outboxmail m JOIN leads_submissions_submission s ON s.id = m.object_id"
        " WHERE s.reference = %s AND m.kind = 'submissions.receipt'",
        reference,
    )[0][0]


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_held_message_is_seen_by_who_may_let_in_and_arrives_in_the_inbox(live, browser, script):
    """Issue 3, point 4, R46, R65: usual receipt, no mail; masked in a list of its own; after one press like any other."""
    links = "".join(f"https://{number}.example/ " for number in range(MANY if script else FEW))
    reference = send(live, browser, f"{secrets.token_hex(8)} {links}", script=script)
    assert mails(live, reference) == 0
    mark = "js" if script else "plain"
    with at_work(live, browser, f"held-nora-{mark}", "Lead handlers", purposes=("newsletter",)) as page:
        page.goto(HELD)
        assert reference not in page.content()
    with at_work(live, browser, f"held-hans-{mark}", "Lead handlers", purposes=("contact",), script=script) as page:
        page.goto("/admin/inbox/?show=waiting")
        assert reference not in page.content()
        page.get_by_role("link", name="Held back (").first.click()
        row = page.locator("tr", has_text=reference)
        expect(row).to_contain_text("web addresses")
        assert "Jan Jansen" not in row.inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_label(f"Choose {reference}").check()
        page.get_by_role("button", name="Let the chosen in").click()
        expect(page.locator("dd", has_text="Jan Jansen").first).to_be_visible()
        assert "1 message is in the inbox now." in page.content()
        page.goto("/admin/inbox/?show=waiting")
        expect(page.locator("tr", has_text=reference)).to_be_visible()
        page.goto(HELD)
        expect(page.locator("tr", has_text=reference)).to_have_count(0)
    assert mails(live, reference) == 1


def test_a_held_message_is_deleted_after_one_question(live, browser):
    """R46, R68: chosen, asked once, gone."""
    text = f"{secrets.token_hex(8)} " + "https://spam.example/ " * MANY
    reference = send(live, browser, text, script=True)
    with at_work(live, browser, "held-dora", "Lead handlers", purposes=("contact",), width=390) as page:
        page.goto(HELD)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.get_by_label(f"Choose {reference}").check()
        page.get_by_role("button", name="Delete the chosen as spam…").click()
        expect(page.get_by_text("Delete this message?")).to_be_visible()
        assert live.sql("SELECT count(*) FROM leads_submissions_submission WHERE reference = %s", reference)[0][0] == 1
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_text("1 message is deleted.")).to_be_visible()
    assert live.sql("SELECT count(*) FROM leads_submissions_submission WHERE reference = %s", reference)[0][0] == 0
