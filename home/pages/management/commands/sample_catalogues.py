"""`manage.py sample_catalogues`: add the sample's untranslated strings to the catalogues of the sample site."""

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from home.pages.sample_translations import catalogue_path, missing_strings


class Command(BaseCommand):
    """Write home/pages/translations/<language>.po with an empty entry for each string that lacks a translation."""

    help = "Add the sample site's untranslated strings to its catalogues, for translation."

    def handle(self, *args: object, **options: object) -> None:
        """Extend every catalogue; slugs stand under the context `slug`."""
        for language, _name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            path = catalogue_path(language)
            catalogue = polib.pofile(str(path), wrapwidth=120) if path.exists() else polib.POFile(wrapwidth=120)
            catalogue.metadata = {"Language": language, "Content-Type": "text/plain; charset=UTF-8"}
            known = {(entry.msgctxt or "", entry.msgid) for entry in catalogue}
            added = 0
            for name, text in missing_strings(language):
                context = "slug" if name == "slug" else ""
                if (context, text) not in known:
                    known.add((context, text))
                    catalogue.append(polib.POEntry(msgid=text, msgstr="", msgctxt=context or None, comment=name))
                    added += 1
            catalogue.save(str(path))
            self.stdout.write(f"{language}: {added} strings to translate, {len(catalogue)} in all.")
