"""The inbox in a real Chromium: forty messages by keyboard alone, on a phone, and out as a table."""

import openpyxl
import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PASSWORD = "seventeen-tyres-rolling"
LEADS = 40
MAKE = f"""
import secrets
from datetime import timedelta
from django.contrib.auth.models import Group, User
from django.utils import timezone
from leads.submissions.services import capture_submission
from leads.forms.rendering import released_purposes, shown_now
from leads.forms.selectors import live_version
from leads.submissions.models import Submission
from privacy.access.services import authorise
from privacy.register.selectors import current_release
now = timezone.now()
anna = User.objects.create_user("inbox-anna", "inbox-anna@kargro.example", "{PASSWORD}", first_name="Anna")
anna.groups.add(Group.objects.get(name="Team leaders"))
authorise(user=anna, purpose_key="contact", training_valid_until=timezone.localdate() + timedelta(days=90), granted_by=User.objects.get_or_create(username="former-officer", defaults={{"is_active": False}})[0], now=now)
Submission.objects.update(state="closed", outcome="")
version = live_version("contact", "en")
for n in range({LEADS}):
    capture_submission(
        version=version, purposes=released_purposes(version), release_number=current_release().number,
        answers={{"name": f"Visitor {{n}}", "email": f"visitor{{n}}@example.com", "phone": [f"+316123450{{n:02d}}"],
                 "subject": f"Inbox {{n}}", "message": "Two hundred casings, please."}},
        shown=shown_now(version), key_digest=secrets.token_hex(32), address="192.0.2.1", terms=None,
        now=now - timedelta(hours=60 - n),
    )
Submission.objects.filter(state="new").update(team=None, assigned_to=anna)
"""


@pytest.fixture
def handler(live, browser):
    """A browser in which a team leader is signed in, with forty messages before her."""
    live.manage("shell", "-v", "0", "-c", MAKE)
    context = browser.new_context(
        base_url=live.url, viewport={"width": 1280, "height": 800}, locale="en-GB", accept_downloads=True
    )
    page = context.new_page()
    page.goto("/admin/login/")
    page.locator("[name=username], [name=login]").first.fill("inbox-anna")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def outcomes(live):
    rows = live.sql(
        "SELECT outcome, count(*) FROM leads_submissions_submission WHERE state != 'new' AND outcome != '' GROUP BY outcome"
    )
    return dict(rows)


def test_forty_messages_are_worked_by_keyboard_alone_and_taken_out(handler, live, tmp_path):
    """Issue 3, point 5, R70: no mouse, at most three page loads each; then undo, a phone's width, and the table."""
    page = handler
    loads = []
    page.on(
        "request",
        lambda request: (
            loads.append(request.url) if request.is_navigation_request() and request.redirected_from is None else None
        ),
    )
    page.goto("/admin/inbox/")
    expect(page.locator("[data-inbox-row]")).to_have_count(25)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("[data-inbox-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    keys = ["r", "c", "l", "x"]
    for number in range(LEADS):
        expect(page.locator("dd", has_text=f"Visitor {number}").first).to_be_visible()
        expect(page.get_by_role("button", name="Show address and number")).to_be_focused()
        page.wait_for_load_state()
        page.keyboard.press("w" if number % 2 else "Enter")
        expect(page.get_by_role("link", name=f"visitor{number}@example.com")).to_be_focused()
        # The focus is there before Wagtail's keyboard shortcuts are.
        page.wait_for_load_state()
        page.keyboard.press(keys[number % 4])
        expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert len(loads) <= 3 * LEADS, len(loads)
    print(f"\n{LEADS} messages by keyboard: {len(loads)} page loads")
    assert outcomes(live) == {"replied": 10, "no_answer": 10, "not_a_lead": 10, "spam": 10}
    expect(page.get_by_text("Nobody is waiting for an answer from you")).to_be_visible()

    page.keyboard.press("u")
    expect(page.get_by_text("is as it was before")).to_be_visible()
    assert outcomes(live)["spam"] == 9
    page.keyboard.press("n")
    page.keyboard.type("r is typed here, not pressed")
    assert outcomes(live).get("replied") == 10
    expect(page.locator("#work-text")).to_have_value("r is typed here, not pressed")

    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/admin/inbox/?show=answered", page.url, "/admin/inbox/export/?show=answered"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    small = page.evaluate(
        "[...document.querySelectorAll('.inbox .button')].filter(node => node.getBoundingClientRect().height < 36).length"
    )
    assert small == 0

    page.get_by_label("Why do you export this?").fill("To show that it can be taken out")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    path = tmp_path / "table.xlsx"
    download.value.save_as(path)
    rows = list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))
    assert "Anna" in rows[0][0]
    assert len(rows) == 2 + 10
    assert "+31612345000" in rows[-1]
