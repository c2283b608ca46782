"""Texts beside their source, approved by privacy officers as they stood on the screen."""

import pytest
from django.urls import reverse
from wagtail.models import Locale

from privacy.register.lint import edit_url
from privacy.register.models.sections import SectionText
from privacy.register.models.texts import DataCategoryText, PurposeText, VendorText
from privacy.register.text_states import text_states
from tests.factories import approve_every_text
from tests.privacy.register.helpers import logged_in, source_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def language():
    return Locale.objects.exclude(language_code="en").order_by("language_code").first().language_code


def state_of(language, key="contact"):
    return next(s for s in text_states(language) if isinstance(s.source, PurposeText) and s.source.purpose.key == key)


def test_a_changed_source_takes_the_approval_of_its_translations_away(language):
    """T5: an approval is bound to both sides' words."""
    approve_every_text()
    assert state_of(language).state == "approved"
    text = source_text("contact")
    text.description += " Promptly."
    text.save()
    assert state_of(language).state == "changed"


def test_a_text_that_is_missing_or_half_done_cannot_be_approved(language):
    """R28: nothing empty is approved."""
    target = PurposeText.objects.get(purpose__key="contact", locale__language_code=language)
    target.requirement_note = ""
    target.save()
    assert (state_of(language).state, state_of(language).approvable) == ("incomplete", False)
    target.delete()
    assert (state_of(language).state, state_of(language).approvable) == ("missing", False)


def test_an_officer_approves_the_ticked_text_only_as_it_was_read(client, language):
    """T5: a text that changed meanwhile is read again."""
    approve_every_text()
    text = source_text("contact")
    text.title = "Write to us"
    text.save()
    client = logged_in(client, "Privacy officers")
    url = reverse("register_language_texts", args=[language])
    read = state_of(language).value
    assert read in client.get(url).content.decode()
    text.title = "Write to us today"
    text.save()
    page = client.post(url, {"text": [read]}, follow=True).content.decode()
    assert "changed meanwhile" in page
    assert state_of(language).state == "changed"
    client.post(url, {"text": [state_of(language).value]})
    assert state_of(language).state == "approved"
    assert state_of(language).target.approved_by.username == "privacy-officers"


@pytest.mark.parametrize("role", ["Editors", "Translators"])
def test_only_officers_approve(client, language, role):
    """T5, X7: the button and the post are theirs."""
    text = source_text("contact")
    text.title = "Write to us"
    text.save()
    client = logged_in(client, role)
    url = reverse("register_language_texts", args=[language])
    page = client.get(url).content.decode()
    assert "Write to us" in page
    assert "Approve the ticked texts" not in page
    assert client.post(url, {"text": [state_of(language).value]}).status_code in (302, 403)
    assert state_of(language).state == "changed"


def test_a_translator_reaches_the_translation_and_not_the_source(client, language):
    """X7: translators write translations."""
    client = logged_in(client, "Translators")
    target = PurposeText.objects.get(purpose__key="contact", locale__language_code=language)
    edit = "wagtailsnippets_privacy_register_purposetext:edit"
    assert client.get(reverse(edit, args=[target.pk])).status_code == 200
    assert client.get(reverse(edit, args=[source_text("contact").pk])).status_code in (302, 403)


def test_an_untranslated_text_is_submitted_by_wagtail_localizes_own_action(client, language):
    """T2: texts are real wagtail-localize translations."""
    from privacy.register.models.facts import DataCategory
    from privacy.register.models.texts import DataCategoryText

    category = DataCategory.objects.create(key="vehicle", position=900)
    source = DataCategoryText.objects.create(category=category, locale=Locale.get_default(), label="Vehicle")
    state = next(s for s in text_states(language) if s.source == source)
    assert state.state == "missing"
    client = logged_in(client, "Editors")
    assert client.get(state.url).status_code == 200
    locale = Locale.objects.get(language_code=language)
    assert client.post(state.url, {"locales": [locale.pk]}).status_code == 302
    copy = DataCategoryText.objects.get(category=category, locale=locale)
    assert copy.translation_key == source.translation_key
    assert not copy.approved_hash


@pytest.mark.parametrize(
    "model", [PurposeText, DataCategoryText, VendorText, SectionText], ids=lambda model: model.kind
)
def test_a_fact_is_edited_with_every_word_that_is_told_of_it(client, model):
    """E1, R92: a text that no screen offers would be lost with the next press of “Save”."""
    officer = logged_in(client, "Privacy officers")
    fact = model.objects.first().fact
    url = edit_url(type(fact), pk=fact.pk)
    html = officer.get(url).content.decode()
    assert [name for name in model.text_fields if f'name="text_{name}"' not in html] == []
