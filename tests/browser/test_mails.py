"""Mails as a phone shows them, in each language and either scheme."""

import pytest

from tests.leads.conftest import receive  # noqa: F401
from tests.leads.submissions.test_mails import mails  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# Words against their background, of every element that has some of its own.
FAINT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches && document.querySelector("meta[name=color-scheme]")
      ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
  };
  return [...document.body.querySelectorAll("*")]
    .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && e.checkVisibility())
    .filter(e => {
      const [one, other] = [light(getComputedStyle(e).color), light(ground(e))].sort((a, b) => b - a);
      return (one + 0.05) / (other + 0.05) < 4.5;
    })
    .map(e => e.textContent.trim().slice(0, 40));
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_a_mail_fits_a_phone_and_is_readable(browser, mails, language, scheme):  # noqa: F811
    """X4: nothing is wider than 375 px, and every word stands out from its background."""
    page = browser.new_page(viewport={"width": 375, "height": 700}, color_scheme=scheme)
    seen = {}
    for name, message in mails(language).items():
        page.set_content(message.html)
        width = page.evaluate("document.documentElement.scrollWidth")
        seen[name] = (width <= 375, page.evaluate(FAINT))
    page.close()
    assert seen == dict.fromkeys(seen, (True, []))
    assert len(seen) == 6


def test_the_measure_finds_what_nobody_can_read(browser):
    """X4: grey on white, and white on a background of its own."""
    page = browser.new_page(viewport={"width": 375, "height": 700})
    page.set_content(
        '<p style="color:#aaa">faint</p><p style="background:#eee"><b style="color:#fff">lost</b></p><p>plain</p>'
    )
    assert page.evaluate(FAINT) == ["faint", "lost"]
    page.close()
