"""The page about one's data in a real browser: by keyboard, on a phone, without JavaScript; and the desk behind it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
ADDRESS = "rights.visitor@example.com"
MESSAGE = f"""
import secrets
from django.utils import timezone
from leads.submissions.services import capture_submission
from leads.forms.rendering import released_purposes, shown_now
from leads.forms.selectors import live_version
from privacy.register.selectors import current_release
version = live_version("contact", "en")
capture_submission(
    version=version, purposes=released_purposes(version), release_number=current_release().number,
    answers={{"name": "Rights Visitor", "email": "{ADDRESS}", "message": "Two hundred casings, please."}},
    shown=shown_now(version), key_digest=secrets.token_hex(32), address="192.0.2.1", terms=None, now=timezone.now(),
)
"""
CODE = """
from privacy.rights.email_verification import code_of
from privacy.rights.models import Challenge
print("CODE", code_of(Challenge.objects.order_by("-pk").first()))
"""


def code(live):
    return re.search(r"CODE (\d{8})", live.manage("shell", "-v", "0", "-c", CODE).stdout)[1]


def no_findings(page):
    found = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("script", "language", "scheme"), [(True, "en", "light"), (False, "nl", "dark")])
def test_a_right_is_used_by_keyboard_on_a_phone(live, browser, script, language, scheme):
    """R5, R71, R87: address, code, page, question; no cookie, nobody else asked, zero axe findings on every step."""
    live.manage("shell", "-v", "0", "-c", MESSAGE)
    context = browser.new_context(
        base_url=live.url,
        viewport={"width": 320, "height": 720},
        color_scheme=scheme,
        java_script_enabled=script,
        bypass_csp=not script,
    )
    page = context.new_page()
    hosts, posts = [], []
    page.on("request", lambda request: hosts.append(request.url))
    page.on("request", lambda request: posts.append(request.post_data) if request.method == "POST" else None)
    page.goto(f"/{language}/")
    page.locator(f"footer a[href='/{language}/rights/']").press("Enter")
    page.wait_for_url("**/rights/")
    if script:
        no_findings(page)
    page.locator("#email").focus()
    page.keyboard.type(ADDRESS)
    page.keyboard.press("Enter")
    page.locator("#code").wait_for()
    # The browser did its work meanwhile; without JavaScript the page works too.
    assert ("work_proof=ey" in posts[0]) is script
    if script:
        no_findings(page)
    page.locator("#code").fill(code(live))
    page.keyboard.press("Enter")
    page.wait_for_url("**/mine/**")
    assert "Two hundred casings, please." in page.locator("main").inner_text()
    if script:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        no_findings(page)
    page.locator("#ask-words").fill("My name is spelt wrong.")
    page.locator("button[value=ask]").press("Enter")
    assert "KR-" in page.locator("main [role=status]").inner_text()
    assert context.cookies() == []
    assert all(url.startswith((live.url, "data:")) for url in hosts)
    page.locator("button[value=finish]").press("Enter")
    page.wait_for_load_state()
    assert page.locator("main button").count() == 0
    context.close()


def test_an_officer_answers_at_the_desk(live, browser):
    """R71, R78, R82: write it down, see what blocks, answer; zero axe findings in what is ours."""
    with at_work(live, browser, "rights-ada", "Privacy officers", purposes=["rights_requests"]) as page:
        page.goto("/admin/requests/")
        page.get_by_role("link", name="Write a request down").click()
        page.get_by_label("What is asked").select_option("complaint")
        page.get_by_label("Language").select_option("nl")
        page.get_by_label("E-mail address").fill("desk.visitor@example.com")
        page.get_by_label("What they wrote or said").fill("Why did you call me?")
        page.get_by_role("button", name="Write it down").click()
        page.get_by_role("heading", name="What still blocks the answer").wait_for()
        assert page.locator("#main .desk li").first.inner_text().startswith("We do not know yet")
        page.get_by_label("something that only they can know").check()
        page.get_by_role("button", name="Write it down").click()
        page.get_by_label("Outcome").select_option("granted")
        page.get_by_label("Your own words").fill("Wij belden niet.")
        page.get_by_role("button", name="Answer", exact=True).click()
        page.get_by_text("Answered; the letter is on its way.").wait_for()
        results = Axe().run(page, context=".desk").response["violations"]
        assert [(rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in results] == []
        page.get_by_role("button", name="Put it away").click()
        page.get_by_text("Put away.").wait_for()
