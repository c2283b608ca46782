"""Load finished translations into wagtail-localize: a translator opening a page finds its strings translated."""

from collections.abc import Mapping
from pathlib import Path

import polib
from django.utils import timezone
from wagtail.models import Locale, TranslatableMixin
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from home.translation.strings import not_allowed

# Strings with a meaning of their own in one field are looked up under that field's name first.
Catalogue = Mapping[tuple[str, str], str]


def read_catalogue(path: Path) -> Catalogue:
    """Read a PO file: (field name or "", source string) → translation; unfinished entries are left out."""
    return {
        (entry.msgctxt or "", entry.msgid): entry.msgstr
        for entry in polib.pofile(str(path))
        if entry.msgstr and not entry.fuzzy
    }


def submit(instance: TranslatableMixin, locale: Locale) -> Translation:
    """Return the translation of an object into a locale, submitted to wagtail-localize when it was not yet."""
    source, _created = TranslationSource.get_or_create_from_instance(instance)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    return translation


def load_translation(instance: TranslatableMixin, locale: Locale, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Fill in every string that the catalogue knows and save the translated object, live if its source is.

    Returns (field name, string) of each string without a translation. An object with untranslated strings
    is not saved: nothing goes live half in another language. Strings already translated in the CMS stay.
    """
    translation = submit(instance, locale)
    missing = fill_in(translation, catalogue)
    if not missing:
        translation.save_target(publish=getattr(instance, "live", True))
    return missing


def fill_in(translation: Translation, catalogue: Catalogue) -> list[tuple[str, str]]:
    """Add the catalogue's translations of strings that have none; return the strings it does not know."""
    segments = translation.source.stringsegment_set.select_related("string", "context")
    done = set(
        StringTranslation.objects.filter(
            locale=translation.target_locale, context__object_id=translation.source.object_id
        ).values_list("translation_of_id", "context_id")
    )
    missing, new = [], {}
    for segment in segments:
        name = field_name(segment.context.path)
        key = (segment.string_id, segment.context_id)
        text = catalogue.get((name, segment.string.data)) or catalogue.get(("", segment.string.data))
        if key in done or key in new:
            continue
        if text is None or not_allowed(text):
            missing.append((name, segment.string.data))
            continue
        new[key] = StringTranslation(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale=translation.target_locale,
            data=text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            updated_at=timezone.now(),
        )
    StringTranslation.objects.bulk_create(new.values())
    return missing


def field_name(path: str) -> str:
    """Return the last named part of a segment's path: `body.<uuid>.title` → `title`."""
    named = [part for part in path.split(".") if not _is_identifier(part)]
    return named[-1] if named else path


def _is_identifier(part: str) -> bool:
    return len(part) == 36 and part.count("-") == 4
