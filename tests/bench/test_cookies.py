"""What the choice about cookies costs a visitor and the scanner, and ten thousand bodies at its door."""

import time
from statistics import median

import pytest
from django.utils import timezone
from hypothesis import given

from privacy.cookies.scanner.scan import plan_scan, scan
from tests.browser.consent import cookie
from tests.privacy.cookies.test_choice import (
    answer_grants_only_what_it_says,
    any_answer,
    any_body,
    any_cookie,
    any_kind,
    bounded,
    bytes_are_refused,
)

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
PRESSES = 7
# Interaction to next paint, as browsers tell it: the longest of the events of one press, in steps of 8 ms.
WATCH = """() => {
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) longest = Math.max(longest, entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: false });
}"""


@bounded(7_000)
@given(body=any_answer)
def test_thousands_of_answers_grant_only_what_they_say(client, body):
    """Issue 4, bad input; C23: JSON of every shape."""
    answer_grants_only_what_it_says(client, body)


@bounded(3_000)
@given(body=any_body, kind=any_kind, cookie=any_cookie)
def test_thousands_of_bodies_are_refused(client, body, kind, cookie):
    """Issue 4, bad input; C23: bytes of any kind, with any cookie."""
    bytes_are_refused(client, body, kind, cookie)


def pressed(page, name):
    page.get_by_text(name, exact=True).locator("visible=true").first.click()


def opened(page):
    page.goto("/en/")
    page.locator(".consent__sheet").wait_for()


def settings_opened(page):
    opened(page)
    pressed(page, "Choose per purpose")
    page.get_by_role("dialog").wait_for()


BUTTONS = {
    "Accept all": opened,
    "Reject all": opened,
    "Choose per purpose": opened,
    "Save my choice": settings_opened,
}


def test_every_button_answers_within_fifty_milliseconds(browser, live):
    """C32, X: the time from a press to the next picture (INP), the median of several presses of each button."""
    found = {}
    for name, prepare in BUTTONS.items():
        times = []
        for _ in range(PRESSES):
            context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844})
            page = context.new_page()
            prepare(page)
            page.wait_for_timeout(300)
            page.evaluate(WATCH)
            pressed(page, name)
            page.wait_for_timeout(300)
            times.append(page.evaluate("longest"))
            context.close()
        found[name] = median(times)
    print("\n" + "; ".join(f"{name}: {value:.0f} ms" for name, value in found.items()))
    assert max(found.values()) < 50


def test_the_banner_costs_no_layout_shift_and_leaves_the_largest_paint_where_it_is(browser, live):
    """C4: the largest paint of the page with the banner and without it, in turns; nothing moves."""
    paint = """new Promise((done) => {
      let last = 0, moved = 0;
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (last = entry.startTime)))
        .observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => list.getEntries().forEach((entry) => (moved += entry.value)))
        .observe({ type: "layout-shift", buffered: true });
      setTimeout(() => done([last, moved]), 800);
    })"""
    asked, answered = [], []
    for _ in range(PRESSES):
        for times, cookies in ((asked, []), (answered, [cookie(live)])):
            context = browser.new_context(base_url=live.url, viewport={"width": 390, "height": 844})
            context.add_cookies(cookies)
            page = context.new_page()
            page.goto("/en/")
            times.append(page.evaluate(paint))
            context.close()
    with_banner, without = (median(time for time, _moved in times) for times in (asked, answered))
    print(f"\nlargest paint: {with_banner:.0f} ms with the banner, {without:.0f} ms without")
    assert not any(moved for _time, moved in [*asked, *answered])
    assert with_banner <= 1.25 * without + 30


def test_the_scanner_takes_at_most_seven_tenths_of_a_second_for_a_page_in_a_state(browser, live):
    """C30: each type of page in six states."""
    plan = plan_scan(live.url, one_of_each_type=True, now=timezone.now())
    start = time.perf_counter()
    result = scan(plan, browser)
    seconds = (time.perf_counter() - start) / len(result.visits)
    print(f"\nscanner: {seconds:.2f} s a page and state, {len(result.visits)} visits")
    assert seconds <= 0.7
