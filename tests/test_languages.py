"""Everything a visitor reads is there in every language, and translators can reach it."""

import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import Translation

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("home", "leads", "privacy")
LANGUAGES = ("nl", "de", "fr")
WORDS = (models.CharField, models.TextField)
# Blocks that hold no words of their own. A block of text must never be one of them.
WORDLESS_BLOCKS = (
    blocks.BooleanBlock,
    blocks.ChoiceBlock,
    blocks.MultipleChoiceBlock,
    blocks.DateBlock,
    blocks.IntegerBlock,
    blocks.ChooserBlock,
    blocks.URLBlock,
    blocks.StaticBlock,
)
TEXT_BLOCKS = (blocks.CharBlock, blocks.TextBlock, blocks.RichTextBlock)
# Why the words of these models are not translated in the CMS.
UNTRANSLATED = {
    "privacy_register.controller": "names and addresses, the same in every language",
    "privacy_register.datacategory": "keys",
    "privacy_register.policysection": "keys, choices and numbers of articles; its words are section texts",
    "privacy_register.purpose": "keys and choices; its words are purpose texts",
    "privacy_register.retentionrule": "keys and choices; its words come from the catalogues",
    "privacy_register.vendor": "names and addresses; its words are company texts",
    "privacy_register.cookiefacts": "choices; its words are cookie texts",
    "privacy_register.purposecategory": "choices",
    "privacy_register.waiver": "for staff",
    "privacy_register.factchange": "values as they were and became",
    "privacy_register.release": "what was translated when it was published",
    "privacy_register.releaseddocument": "what was translated when it was published",
}
STAFF_APPS = (
    "privacy_access",
    "privacy_ledger",
    "privacy_operations",
    "privacy_outbox",
    "privacy_retention",
    "privacy_staff",
)
RECORDS = {
    "leads_teams.team": "names and addresses, for staff",
    "leads_teams.routingrule": "choices",
    "leads_inbox.notificationpreference": "choices",
    "leads_inbox.staffnotification": "that somebody was told",
    "leads_forms.fieldapproval": "words as they were approved, in each language",
    "leads_forms.formversion": "what was translated when it was published",
    "leads_forms.liveform": "which version is live",
    "leads_submissions.submission": "what a visitor wrote",
    "leads_submissions.submissionidentifier": "keyed hashes",
    "leads_submissions.submissionnote": "what staff wrote",
    "leads_submissions.upload": "names of files as visitors sent them",
    "leads_submissions.layercount": "counts",
    "leads_cases.legalcase": "what somebody alleged and what staff decided",
    "leads_cases.casestep": "what staff wrote",
    "leads_cases.disclosure": "what staff wrote",
    "privacy_breaches.breach": "what staff wrote",
    "privacy_breaches.massaccess": "what staff wrote",
    "privacy_breaches.breachalert": "that somebody was told",
    "privacy_breaches.massalert": "that somebody was told",
    "privacy_cookies.numbercounter": "counts under keyed hashes",
    "leads_inbox.exportlog": "what staff wrote",
    "privacy_backups.backup": "times",
    "privacy_backups.rehearsal": "times",
    "privacy_cookies.consenttext": "what was shown",
    "privacy_cookies.consentrecord": "what was chosen",
    "privacy_cookies.choicespruned": "moments and a number",
    "privacy_cookies.scanreport": "names of cookies, hosts and paths",
    "privacy_cookies.blockedload": "hosts, and paths of our own pages",
    "privacy_policy.linkcheck": "addresses",
    "privacy_policy.termsversion": "what was translated when it was published",
    "privacy_rights.rightsrequest": "what a person asked and what staff answered",
    "privacy_rights.requeststep": "what staff wrote",
    "privacy_rights.requesttask": "for staff",
    "privacy_rights.challenge": "an address, for a day",
    "privacy_rights.codepage": "the hash of a random token",
    "privacy_rights.identitycopy": "names of files made by the site",
    "privacy_rights.attemptcounter": "counts under keyed hashes",
}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def block_faults(block: blocks.Block, path: str) -> list[str]:
    """Return the paths of blocks whose words wagtail-localize would not find."""
    if isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        return [fault for name, child in block.child_blocks.items() for fault in block_faults(child, f"{path}.{name}")]
    if isinstance(block, blocks.ListBlock):
        return block_faults(block.child_block, f"{path}.item")
    if isinstance(block, blocks.RawHTMLBlock) or not isinstance(block, (*TEXT_BLOCKS, *WORDLESS_BLOCKS)):
        return [path]
    return []


def model_faults(model: type[models.Model]) -> list[str]:
    """Return the fields of a translatable model whose words a translator would never see."""
    known = {field.field_name for field in get_translatable_fields(model)}
    own = [
        field
        for field in model._meta.get_fields()
        if getattr(field, "model", None) is model and isinstance(field, WORDS)
    ]
    words = [field for field in own if not field.choices and field.editable and not isinstance(field, models.SlugField)]
    faults = [f"{model._meta.label}.{field.name}" for field in words if field.name not in known]
    streams = [field for field in model._meta.get_fields() if isinstance(field, StreamField)]
    return faults + [
        fault for field in streams for fault in block_faults(field.stream_block, f"{model._meta.label}.{field.name}")
    ]


def test_every_word_of_every_model_and_block_is_translatable_or_exempt():
    """T2: pages, snippets and blocks give their words to translators; everything else says why it does not."""
    faults = []
    for model in our_models():
        if issubclass(model, TranslatableMixin):
            faults += model_faults(model)
        elif model._meta.app_label not in STAFF_APPS and any(isinstance(field, WORDS) for field in model._meta.fields):
            label = model._meta.label_lower
            if label not in UNTRANSLATED and label not in RECORDS and not label.endswith("ratecounter"):
                faults.append(model._meta.label)
    assert not faults


def test_a_planted_block_of_raw_html_is_found():
    """T2: words in raw HTML never reach a translator."""
    planted = blocks.StreamBlock(
        [("outer", blocks.StructBlock([("html", blocks.RawHTMLBlock()), ("text", blocks.CharBlock())]))]
    )
    assert block_faults(planted, "body") == ["body.outer.html"]


@pytest.mark.django_db
def test_every_live_page_exists_in_every_language_with_its_own_words():
    """T1, T2: one translation of each page a language, live, under its own title and address."""
    source = Locale.get_default()
    for page in Page.objects.live().filter(locale=source, depth__gte=2):
        for language in LANGUAGES:
            translation = page.get_translation(Locale.objects.get(language_code=language)).specific
            assert translation.live, (page.slug, language)
            assert translation.alias_of_id is None, (page.slug, language)
            assert translation.get_url().startswith(f"/{language}/"), (page.slug, language)


@pytest.mark.django_db
def test_a_translator_who_opens_a_page_finds_its_strings_translated():
    """T2: the sample is loaded as real translations, complete in wagtail-localize."""
    translations = Translation.objects.filter(
        source__specific_content_type__app_label__in=["home_pages", "privacy_policy"]
    )
    assert translations.count() >= 3 * 14
    for translation in translations:
        total, translated = translation.get_progress()
        assert total == translated > 0, translation


@pytest.mark.django_db
def test_alternates_are_reciprocal_and_the_default_is_named():
    """T1: every language names all the others and itself, the default is the source, the canonical is itself."""
    source = Locale.get_default()
    for page in Page.objects.live().filter(locale=source, depth__gte=2):
        sets = []
        for translation in page.get_translations(inclusive=True).live():
            html = Client().get(translation.get_url()).content.decode()
            language = translation.locale.language_code
            assert f'<html lang="{language}"' in html
            alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html))
            canonical = re.search(r'<link rel="canonical" href="([^"]+)"', html)
            assert canonical, page.slug
            assert canonical[1] == alternates[language]
            assert alternates["x-default"] == alternates["en"]
            sets.append(alternates)
        assert len(sets) == 4, page.slug
        assert all(alternates == sets[0] for alternates in sets), page.slug


def catalogue_faults(catalogue: polib.POFile) -> list[tuple[str, str]]:
    """Return what a catalogue lacks: entries that are empty or guessed, and texts that lost a placeholder."""
    faults = [("empty", entry.msgid) for entry in catalogue.untranslated_entries()]
    faults += [("guessed", entry.msgid) for entry in catalogue.fuzzy_entries()]
    for entry in catalogue:
        sources = {frozenset(placeholders(text)) for text in (entry.msgid, entry.msgid_plural) if text}
        texts = [text for text in (entry.msgstr, *entry.msgstr_plural.values()) if text]
        faults += [("placeholder", entry.msgid) for text in texts if frozenset(placeholders(text)) not in sources]
    return faults


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_interface_catalogue_is_complete(language):
    """T7: no empty and no guessed entry, and every placeholder is kept."""
    catalogue = polib.pofile(str(ROOT / f"locale/{language}/LC_MESSAGES/django.po"))
    assert len(catalogue) > 300
    assert catalogue_faults(catalogue) == []


def test_a_missing_translation_is_found_when_planted():
    """T7, C9: an empty entry, a guessed one, and a text that forgot whom it is about."""
    planted = polib.POFile()
    planted.append(polib.POEntry(msgid="Reject all", msgstr=""))
    planted.append(polib.POEntry(msgid="Accept all", msgstr="Alles afwijzen", flags=["fuzzy"]))
    planted.append(polib.POEntry(msgid="Always allow %(name)s", msgstr="Altijd toestaan"))
    planted.append(polib.POEntry(msgid="Privacy", msgstr="Privacy"))
    assert catalogue_faults(planted) == [
        ("empty", "Reject all"),
        ("guessed", "Accept all"),
        ("placeholder", "Always allow %(name)s"),
    ]


def placeholders(text: str) -> set[str]:
    """Return the named placeholders of a string."""
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text or ""))


def test_a_language_is_chosen_by_the_browser_and_not_remembered():
    """T8, R55: `/` follows Accept-Language alone and sets nothing."""
    for header, language in [("nl-BE,nl;q=0.9", "nl"), ("fr", "fr"), ("pl,de;q=0.5", "de"), ("pl", "en"), ("", "en")]:
        answer = Client(headers={"accept-language": header}).get("/")
        assert answer.headers["Location"] == f"/{language}/"
        assert not answer.cookies
        assert "cookie" not in answer.headers.get("Vary", "").lower()
