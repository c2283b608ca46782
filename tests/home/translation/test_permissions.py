"""Translators translate: they do not write in the source language, publish, or touch facts."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation

from privacy.register.models.facts import Purpose, RetentionRule, Vendor
from privacy.register.models.texts import PurposeText
from tests.factories import member_of


@pytest.fixture
def translator(db) -> Client:
    client = Client()
    client.force_login(member_of("Translators"))
    return client


def first_page(language: str) -> Page:
    return Page.objects.filter(locale__language_code=language, depth__gte=3, live=True).order_by("path").first()


def text_address(language: str) -> str:
    return AdminURLFinder().get_edit_url(
        PurposeText.objects.get(purpose__key="contact", locale__language_code=language)
    )


def test_a_translator_opens_the_translation_and_not_the_source(translator):
    """T3: the Dutch page opens in the translation editor; the English one is refused."""
    dutch = translator.get(reverse("wagtailadmin_pages:edit", args=[first_page("nl").pk]))
    assert dutch.status_code == 200
    english = translator.get(reverse("wagtailadmin_pages:edit", args=[first_page("en").pk]))
    assert english.status_code == 302
    assert english.headers["Location"] == reverse("wagtailadmin_home")


def test_a_translator_opens_a_legal_text_in_another_language_only(translator):
    """T3: permissions on texts know languages."""
    assert translator.get(text_address("de")).status_code == 200
    assert translator.get(text_address("en")).status_code == 302


def test_a_translator_cannot_publish_a_page(translator):
    """T3: a press on publish leaves the live page as it was."""
    page = first_page("nl")
    before = page.latest_revision_id, page.live_revision_id
    translator.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"})
    page.refresh_from_db()
    assert page.live_revision_id == before[1]


@pytest.mark.parametrize("model", [Purpose, Vendor, RetentionRule])
def test_a_translator_opens_no_fact_of_the_register(translator, model):
    """T3: the address at which a privacy officer edits a fact is refused."""
    address = AdminURLFinder().get_edit_url(model.objects.first())
    assert address
    assert translator.get(address).status_code == 302


def test_an_editor_still_writes_in_the_source_language(db):
    """T3: who may write the source is not held back."""
    client = Client()
    client.force_login(member_of("Editors"))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[first_page("en").pk])).status_code == 200
    assert client.get(text_address("en")).status_code == 200


@pytest.mark.parametrize("kind", ["purposetext", "cookiegrouptext", "headerfooter", "leadform"])
def test_translations_travel_as_po_files(translator, kind):
    """T3: a translator takes a PO file of a text away and brings it back changed."""
    translation = Translation.objects.filter(
        source__specific_content_type__model=kind, target_locale=Locale.objects.get(language_code="nl")
    ).first()
    assert translation is not None
    taken = translator.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    assert taken.status_code == 200
    catalogue = polib.pofile(taken.content.decode())
    entry = next(entry for entry in catalogue if entry.msgctxt and entry.msgid)
    entry.msgstr = "Anders gezegd"
    brought = SimpleUploadedFile("nl.po", str(catalogue).encode(), content_type="text/x-gettext-translation")
    upload = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    assert translator.post(upload, {"file": brought, "next": "/admin/"}).status_code == 302
    changed = StringTranslation.objects.get(
        translation_of__data=entry.msgid, context__path=entry.msgctxt, locale=translation.target_locale
    )
    assert changed.data == "Anders gezegd"
    assert changed.context.object_id == translation.source.object_id
