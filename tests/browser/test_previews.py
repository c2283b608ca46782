"""Previews as editors and translators see them: in the CMS's frame, in every language, with what Wagtail checks in it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.staff import at_work

pytestmark = pytest.mark.browser
FORMS = "/admin/snippets/leads_forms/leadform/"
# What stands in a frame that was refused is an error page of Chromium, which has neither heading nor language.
IN_A_FRAME = """
([address, title]) => new Promise((resolve) => {
  const frame = Object.assign(document.createElement("iframe"), {src: address, title});
  frame.onload = () => {
    const inside = frame.contentDocument;
    const shown = inside?.querySelector("h1")?.innerText && inside.querySelector("main")?.offsetHeight > 0;
    resolve([inside?.documentElement.lang, shown ? inside.querySelector("h1").innerText : "", inside?.fonts?.size > 0]);
    frame.remove();
  };
  document.body.append(frame);
})
"""
TYPES = """
SELECT min(page.id) FROM wagtailcore_page page JOIN wagtailcore_locale locale ON locale.id = page.locale_id
WHERE locale.language_code = 'en' AND page.depth > 1 AND page.live GROUP BY page.content_type_id ORDER BY 1
"""
TRANSLATIONS = """
SELECT translation.id, locale.language_code FROM wagtail_localize_translation translation
JOIN wagtailcore_locale locale ON locale.id = translation.target_locale_id
JOIN wagtailcore_page page ON page.locale_id = locale.id
JOIN wagtail_localize_translationsource source ON source.id = translation.source_id AND source.object_id = page.translation_key
WHERE translation.enabled ORDER BY 1
"""
# A photo in a draft that nobody published, described by the name of its file.
DRAFT = """
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from home.pages.models import LandingPage
from home.pages.sample_stream import stream
image = get_image_model().objects.create(title="Casings", file=get_test_image_file(size=(900, 600)))
page = LandingPage.objects.get(slug="for-fleets")
page.body = stream(("image_text", {"heading": "In rows", "text": "<p>By hand.</p>", "drawing": "", "side": "end", "tone": "paper",
    "image": {"image": image.pk, "alt_text": "casings.jpg", "decorative": False},
    "action": {"label": "", "target": "page", "page": None}}))
page.save_revision()
print(page.pk)
"""


@pytest.fixture(scope="module")
def editor(live, browser):
    """An editor at a wide screen."""
    with at_work(live, browser, "preview-eva", "Editors", width=1440) as page:
        yield page


def open_preview(page):
    """Open the panel, which stays open from page to page; return the frame when the page stands in it."""
    toggle = page.locator("[data-side-panel-toggle=preview]")
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.locator("#content h1").first).to_be_visible()
    return frame


def test_every_type_of_page_is_seen_in_the_preview_panel(live, editor):
    """E1: the draft as visitors would see it, and nobody is asked about cookies in it."""
    types = [pk for (pk,) in live.sql(TYPES)]
    assert len(types) > 5
    for pk in types:
        editor.goto(f"/admin/pages/{pk}/edit/")
        frame = open_preview(editor)
        expect(frame.locator("[data-consent-banner]")).to_have_count(0)
        expect(frame.locator("wagtail-userbar")).to_have_count(1)


def test_every_translation_is_seen_in_a_frame_of_the_cms(live, editor):
    """T1: each translated page in its own language, with the site's fonts."""
    rows = live.sql(TRANSLATIONS)
    assert {language for _pk, language in rows} == {"nl", "de", "fr"}
    seen = {
        (pk, language): editor.evaluate(IN_A_FRAME, [f"/admin/localize/translate/{pk}/preview/", str(pk)])
        for pk, language in rows
    }
    assert {key: value for key, value in seen.items() if value[0] != key[1] or not value[1] or not value[2]} == {}


def test_a_form_is_seen_in_each_of_its_languages(editor):
    """E1: the mode of the preview is the language."""
    editor.goto(FORMS)
    editor.get_by_role("link", name="Contact", exact=True).first.click()
    frame = open_preview(editor)
    modes = editor.locator("[data-side-panel=preview] select")
    titles = {frame.locator("h1").first.inner_text()}
    for mode in ("nl", "de", "fr"):
        editor.wait_for_load_state("networkidle")
        modes.select_option(mode)
        expect(frame.locator("html")).to_have_attribute("lang", mode)
        titles.add(frame.locator("h1").first.inner_text())
        expect(frame.locator("form[data-form] [type=submit]")).to_be_disabled()
    assert len(titles) == 4
    editor.locator("[data-side-panel-toggle=checks]").click()
    expect(editor.locator("[data-content-checker-count]")).to_have_text("0")


def test_a_photo_is_seen_in_the_draft_and_the_checks_find_what_is_wrong(live, editor):
    """X1, X7: before the worker cut a size; the panel counts what axe found in the page itself."""
    pk = live.manage("shell", "-v", "0", "-c", DRAFT).stdout.split()[-1]
    editor.goto(f"/admin/pages/{pk}/edit/")
    frame = open_preview(editor)
    photo = frame.get_by_alt_text("casings.jpg")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("complete", True)
    assert photo.evaluate("photo => photo.naturalWidth") == 800
    editor.locator("[data-side-panel-toggle=checks]").click()
    expect(editor.locator("[data-content-checker-count]")).to_have_text("1")
    expect(editor.get_by_text("Image alt text has inappropriate pattern")).to_be_visible()


@pytest.mark.parametrize("address", ["/admin/pages/add/home_pages/landingpage/3/", f"{FORMS}add/"])
def test_each_block_that_can_be_added_is_seen_before_it_is(editor, address):
    """E1: the block picker shows what visitors would see of the block, and says what it is for."""
    editor.goto(address)
    stream = editor.locator("[data-contentpath=body] [data-streamfield-stream-container]").first
    stream.locator("xpath=./div/button").last.click()
    eyes = editor.locator(".w-combobox__option-preview")
    expect(eyes).to_have_count(len(editor.get_by_role("option").filter(visible=True).all()))
    assert eyes.count() > 15
    main = editor.frame_locator(".w-combobox-preview__iframe").locator("main")
    for eye in eyes.all():
        eye.click()
        expect(main.locator(".wrap").first).to_be_visible()
        expect(main).to_contain_text(re.compile(r"\w{4}"))
        expect(main).to_have_css("font-family", re.compile("Archivo"))
        expect(editor.locator(".w-combobox-preview__description")).to_contain_text(".")
