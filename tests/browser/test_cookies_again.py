"""Asked again in a real browser: only about what is new, with what it is, and everything else stays (C22)."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.consent import GROUPS, let_scripts_act, record, sheet, until, until_kept, wait_for

pytestmark = pytest.mark.browser
RELEASE = """
from django.utils import timezone
from privacy.register.models import Vendor
from privacy.register.services import publish_release
for on in {steps}:
    Vendor.objects.filter(key="google_analytics").update(active=on)
    publish_release(user=None, note="company", material=True, now=timezone.now())
"""


def release(live, *steps):
    """Switch Google Analytics off or on and publish, as often as named."""
    live.manage("shell", "-c", RELEASE.format(steps=list(steps)))


@pytest.fixture
def answered(browser, live):
    """A browser in which the visitor chose before Google Analytics was added; its choice then."""
    opened = []

    def choose(*groups, **options):
        context = browser.new_context(base_url=live.url, **options)
        opened.append(context)
        page = context.new_page()
        page.route(lambda address: "127.0.0.1" not in address, lambda route: route.fulfill(body=""))
        page.goto("/en/cookies/")
        for group in groups:
            page.locator(f"main [name=groups][value={group}]").check()
        page.locator("main button[value=save]").click()
        return page, until_kept(page)

    yield choose
    for context in opened:
        context.close()


def kept_after(page, before):
    return wait_for(page, lambda found: found.get("id") != before["id"] and "pending" not in found)


def test_both_who_accepted_and_who_refused_are_asked_about_the_new_company_alone(answered, live):
    """C22: it says what is new; yes or no is one press each; the rest stays; the record says what was asked again."""
    yes, first = answered(*GROUPS)
    no, second = answered()
    release(live, False, True)
    for page, before, button in ((yes, first, "Refuse"), (no, second, "Accept")):
        page.goto("/en/")
        banner = sheet(page)
        assert banner.is_visible()
        words = banner.inner_text()
        assert "New: Google Analytics" in words
        assert "for measuring visits and campaigns." in words
        assert "Your other choices stay." in words
        assert "asks your permission" not in words
        assert not banner.get_by_role("button", name="Accept all").is_visible()
        sizes = [banner.get_by_role("button", name=name, exact=True).bounding_box() for name in ("Accept", "Refuse")]
        assert {(box["width"], box["height"]) for box in sizes} == {(sizes[0]["width"], sizes[0]["height"])}
        banner.get_by_role("button", name=button, exact=True).click()
        after = kept_after(page, before)
        assert not banner.is_visible()
        moved = {key for key in GROUPS if (after[key] == "-1") != (before[key] == "-1")}
        assert moved == {"analytical"}
        assert int(after["release"]) > int(before["release"])
        assert record(live, after["id"])[0] == "banner"
        page.reload()
        assert not banner.is_visible()


def test_until_it_is_answered_the_new_company_is_not_met(answered, live):
    """C22, C23: a yes to measurement from before does not cover a company that came later."""
    page, _before = answered(*GROUPS)
    release(live, False, True)
    asked = []
    page.unroute_all()
    page.route(
        lambda address: "127.0.0.1" not in address, lambda route: (asked.append(route.request.url), route.abort())
    )
    page.goto("/en/")
    let_scripts_act(page, 500)
    assert not any("google" in address for address in asked)
    sheet(page).get_by_role("button", name="Accept", exact=True).click()
    until(page, lambda: any("googletagmanager" in address for address in asked))


def test_a_company_less_asks_nobody(answered, live):
    """C22: whoever answered is left alone."""
    page, _before = answered("functional")
    try:
        release(live, False)
        page.goto("/en/")
        let_scripts_act(page)
        assert not sheet(page).is_visible()
    finally:
        release(live, True)


def test_who_never_answered_reads_the_whole_question(page, live):
    """C22: what is new to others is not news to them."""
    page.goto("/en/")
    words = sheet(page).inner_text()
    assert "asks your permission" in words
    assert "Your other choices stay." not in words
    assert sheet(page).get_by_role("button", name="Accept all").is_visible()


@pytest.mark.parametrize("options", [{"width": 320, "height": 568}, {"width": 1280, "height": 800}])
def test_the_question_fits_and_passes_axe(answered, live, options):
    """C6, C10, C22: buttons in sight at 320x568 and wider, no axe violation."""
    page, _before = answered("functional", viewport=options)
    release(live, False, True)
    page.goto("/en/")
    for name in ("Accept", "Refuse"):
        box = sheet(page).get_by_role("button", name=name, exact=True).bounding_box()
        assert box["y"] + box["height"] <= options["height"]
    found = Axe().run(page, context=".consent__sheet", options={"rules": {"region": {"enabled": False}}})
    assert found.violations_count == 0, found.generate_report()
