"""The sample site in Dutch, German and French: finished translations, loaded into wagtail-localize.

Catalogues stand in `translations/<language>.po`; `manage.py sample_catalogues` adds what they lack.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation

from home.base.models import HeaderFooter
from home.translation.catalogues import Catalogue, field_name, load_translation, read_catalogue, submit
from leads.forms.models import LeadForm
from privacy.register.models.texts import TEXT_MODELS
from privacy.register.services import approve_text

FOLDER = Path(__file__).parent / "translations"


def target_languages() -> list[str]:
    """Return the languages that have a catalogue, in the site's order."""
    return [
        code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE and catalogue_path(code).exists()
    ]


def catalogue_path(language: str) -> Path:
    """Return the path of a language's catalogue."""
    return FOLDER / f"{language}.po"


def translatable_objects() -> Iterator[TranslatableMixin]:
    """Yield everything in the source language that visitors read: texts, navigation, forms, then pages from the top."""
    source = Locale.get_default()
    kinds: tuple[type[TranslatableMixin], ...] = (*TEXT_MODELS, HeaderFooter, LeadForm)
    for model in kinds:
        yield from model.objects.filter(locale=source).order_by("pk")
    yield from (page.specific for page in Page.objects.filter(locale=source, depth__gte=2).order_by("path"))


def load(*, now: datetime) -> dict[str, list[tuple[str, str]]]:
    """Translate what is not translated yet; return by language the strings that its catalogue lacks.

    A second run finds every object translated and changes nothing.
    """
    return {language: _load_language(language, now=now) for language in target_languages()}


def _load_language(language: str, *, now: datetime) -> list[tuple[str, str]]:
    locale = Locale.objects.get(language_code=language)
    catalogue = read_catalogue(catalogue_path(language))
    missing: list[tuple[str, str]] = []
    new: list[TranslatableMixin] = []
    for instance in translatable_objects():
        if not _is_translated(instance, locale):
            missing += load_translation(instance, locale, catalogue)
            new.append(instance)
    for instance in new:
        _finish(instance, locale, now=now)
    return missing


def _is_translated(instance: TranslatableMixin, locale: Locale) -> bool:
    return type(instance).objects.filter(translation_key=instance.translation_key, locale=locale).exists()


def _finish(instance: TranslatableMixin, locale: Locale, *, now: datetime) -> None:
    """Approve a legal text; save a page again, now that the pages it links to exist in its language."""
    if isinstance(instance, TEXT_MODELS):
        target = instance.get_translation_or_none(locale)
        if target:
            approve_text(text=target, user=None, now=now)
    elif isinstance(instance, Page):
        translation = Translation.objects.get(source__object_id=instance.translation_key, target_locale=locale)
        if translation.source.relatedobjectsegment_set.exists() and _is_translated(instance, locale):
            translation.save_target(publish=instance.live)


def missing_strings(language: str) -> list[tuple[str, str]]:
    """Return (field name, string) of everything that the catalogue of a language lacks; changes nothing."""
    found: list[tuple[str, str]] = []
    with transaction.atomic():
        locale, _created = Locale.objects.get_or_create(language_code=language)
        path = catalogue_path(language)
        catalogue: Catalogue = read_catalogue(path) if path.exists() else {}
        for instance in translatable_objects():
            found += strings_lacking(instance, locale, catalogue)
        transaction.set_rollback(True)
    return found


def strings_lacking(instance: TranslatableMixin, locale: Locale, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return the strings of one object that a catalogue lacks."""
    segments = submit(instance, locale).source.stringsegment_set.select_related("string", "context").order_by("order")
    named = [(field_name(segment.context.path), segment.string.data) for segment in segments]
    return [(name, text) for name, text in named if not (catalogue.get((name, text)) or catalogue.get(("", text)))]
