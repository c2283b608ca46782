"""The report on cookie choices in a real browser: what stands beside the plot is painted, on a desk and on a phone."""

import pytest

from tests.browser.consent import sheet, until_kept
from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
CUT_OFF = """() => [...document.querySelectorAll("svg.choices-plot text")].filter((text) => {
  const box = text.getBoundingClientRect();
  for (let svg = text.parentElement; svg; svg = svg.parentElement.closest("svg")) {
    const frame = svg.getBoundingClientRect();
    const inside = box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
    if (!inside && getComputedStyle(svg).overflow !== "visible") return true;
  }
  return box.left < 0 || box.right > innerWidth;
}).map((text) => text.textContent)"""


@pytest.mark.parametrize(("name", "width"), [("vera", 1280), ("piet", 390)])
def test_the_plot_shows_its_numbers_dates_and_names(live, browser, page, name, width):
    """C29, X6: a plot without them says nothing; none is cut off or beyond the window, and links wrap in line."""
    page.goto("/en/")
    sheet(page).locator("[value=refuse_all]").click()
    until_kept(page)
    with at_work(live, browser, name, "Privacy officers", width=width) as officer:
        officer.goto("/admin/reports/cookie-choices/")
        texts = officer.locator("svg.choices-plot text").all_text_contents()
        assert {"0", "everything", "some", "nothing"} <= set(texts)
        assert officer.evaluate(CUT_OFF) == []
        lefts = officer.evaluate(
            "[...document.querySelectorAll('.choices-periods .button')].map((link) => link.getBoundingClientRect().left)"
        )
        assert min(lefts) == lefts[0]
