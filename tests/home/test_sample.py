"""The sample site makes itself: what is missing comes back, in every language; what people changed stays."""

from io import StringIO

import polib
import pytest
from django.core.management import call_command

from home.base.models import HeaderFooter
from home.pages import sample_translations
from home.pages.management.commands import sample_catalogues
from home.pages.models import ContentPage, HomePage, LandingPage

pytestmark = pytest.mark.django_db


def versions(slug):
    """Return the languages in which a page of the sample is live."""
    page = LandingPage.objects.get(slug=slug, locale__language_code="en")
    return {version.locale.language_code for version in page.get_translations(inclusive=True).filter(live=True)}


def test_a_page_and_its_frame_that_are_gone_come_back_in_every_language(client, django_capture_on_commit_callbacks):
    """P1: what is missing is made, translated and live; nothing lacks a translation."""
    page = LandingPage.objects.get(slug="for-fleets", locale__language_code="en")
    sections = [block.block_type for block in page.body]
    for version in page.get_translations(inclusive=True):
        version.delete()
    HeaderFooter.objects.all().delete()
    said = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("sample_site", stderr=said, verbosity=0)
    assert said.getvalue() == ""
    assert versions("for-fleets") == {"en", "nl", "de", "fr"}
    made = LandingPage.objects.get(slug="for-fleets", locale__language_code="en")
    assert [block.block_type for block in made.body] == sections
    for frame in HeaderFooter.objects.all():
        home = HomePage.objects.get(locale=frame.locale)
        assert frame.statement in client.get(home.url).content.decode()
    assert HeaderFooter.objects.count() == 4


def test_one_page_that_is_gone_comes_back_and_what_people_wrote_stays():
    """P1: only what is missing is made."""
    kept = LandingPage.objects.get(slug="about", locale__language_code="en")
    kept.title = "Who we are"
    kept.save_revision().publish()
    LandingPage.objects.get(slug="for-fleets", locale__language_code="en").delete()
    call_command("sample_site", verbosity=0)
    assert LandingPage.objects.get(slug="for-fleets", locale__language_code="en").live
    kept.refresh_from_db()
    assert kept.title == "Who we are"


def test_new_words_of_the_sample_are_added_to_the_catalogues(monkeypatch, tmp_path):
    """CONTRIBUTING, a page block: each language gets an empty entry for what it lacks, once, and loses none."""
    original = sample_translations.catalogue_path
    for language in ("nl", "de", "fr"):
        (tmp_path / f"{language}.po").write_bytes(original(language).read_bytes())
    for module in (sample_translations, sample_catalogues):
        monkeypatch.setattr(module, "catalogue_path", lambda language: tmp_path / f"{language}.po")
    home = HomePage.objects.get(locale__language_code="en")
    home.add_child(
        instance=ContentPage(title="Words that nobody translated", slug="new-words", hero=home.hero, locale=home.locale)
    )
    before = {entry.msgid: entry.msgstr for entry in polib.pofile(str(tmp_path / "nl.po"))}
    for added in (2, 0):
        said = StringIO()
        call_command("sample_catalogues", stdout=said)
        assert f"nl: {added} strings to translate, {len(before) + 2} in all." in said.getvalue()
    after = {entry.msgid: entry for entry in polib.pofile(str(tmp_path / "nl.po"))}
    assert {msgid: after[msgid].msgstr for msgid in before} == before
    assert (after["Words that nobody translated"].msgstr, after["Words that nobody translated"].comment) == (
        "",
        "title",
    )
    assert (after["new-words"].msgstr, after["new-words"].msgctxt) == ("", "slug")
