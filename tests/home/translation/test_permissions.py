"""Translators translate: they do not write in the source language, publish, or touch facts."""

from uuid import uuid4

import polib
import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import StringTranslation, Translation

from home.base.models import HeaderFooter
from leads.inbox.models import ReplyTemplate
from privacy.register.models.facts import Purpose, RetentionRule, Vendor
from privacy.register.models.texts import TEXT_MODELS, PurposeText
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


def dutch_footer():
    footer = HeaderFooter.objects.get(locale__language_code="nl")
    found = Translation.objects.get(source__object_id=footer.translation_key, target_locale=footer.locale)
    return footer, found, AdminURLFinder().get_edit_url(footer)


def test_what_a_translator_writes_for_the_footer_waits_for_an_editor(translator):
    """R94, T3: their words are kept with the translation; every page shows them once an editor publishes."""
    footer, translation, address = dutch_footer()
    statement = translation.source.stringsegment_set.get(context__path="statement")
    put = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, statement.pk])
    typed = translator.put(put, "value=Anders+gezegd", content_type="application/x-www-form-urlencoded")
    assert typed.status_code in (200, 201)
    said = translator.post(address, {"action": "publish"}, follow=True)
    assert "An editor looks at them and publishes" in said.content.decode()
    update = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    assert translator.post(update, {"publish_translations": "on"}).status_code == 302
    before = footer.statement
    footer.refresh_from_db()
    assert footer.statement == before
    editor = Client()
    editor.force_login(member_of("Editors"))
    editor.post(address, {"action": "publish"})
    footer.refresh_from_db()
    assert footer.statement == "Anders gezegd"


def test_no_translator_saves_past_the_translation(translator):
    """R94: a reply template that is nobody's translation is not theirs to save."""
    dutch = Locale.objects.get(language_code="nl")
    template = ReplyTemplate.objects.create(locale=dutch, translation_key=uuid4(), name="Prijs", text="Beste …")
    answer = translator.post(AdminURLFinder().get_edit_url(template), {"name": "Prijs", "text": "Boos"})
    assert answer.url == reverse("wagtailadmin_home")
    template.refresh_from_db()
    assert template.text == "Beste …"


def test_everything_translators_change_waits_for_somebody(db):
    """R94: it has a draft of its own, or the next release of the policy, or says that it goes live when it is saved."""
    held = Group.objects.get(name="Translators").permissions.filter(codename__startswith="change_")
    theirs = {(one.content_type.app_label, one.content_type.model) for one in held.select_related("content_type")}
    models = [model for model in get_snippet_models() if (model._meta.app_label, model._meta.model_name) in theirs]
    assert {HeaderFooter, ReplyTemplate} <= set(models)
    assert all(issubclass(model, TranslatableMixin) for model in models)
    live = {model for model in models if getattr(model, "live_when_saved", False)}
    assert live == {HeaderFooter, ReplyTemplate}
    assert {model for model in models if not issubclass(model, DraftStateMixin)} - live == set(TEXT_MODELS)
