"""Reads of released documents: their versions, and what changed between two of them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from privacy.register.document_words import ChangedLine, compared
from privacy.register.documents import released_document
from privacy.register.models.releases import Release
from privacy.register.release import Snapshot


@dataclass(frozen=True)
class Version:
    """A release in the list of versions: its number and date, whether facts changed, and what changed in words."""

    number: int
    published_at: datetime
    material: bool
    told: str


def versions(language: str) -> list[Version]:
    """Return every release as a language tells it, the newest first."""
    rows = Release.objects.defer("data").order_by("-number")
    return [Version(row.number, row.published_at, row.material, row.note_in(language)) for row in rows]


def language_names(release: Snapshot) -> list[tuple[str, str]]:
    """Return the languages of a release, as code and own name."""
    names = dict(settings.LANGUAGES)
    return [(code, names.get(code, code)) for code in release.languages]


def changed_lines(name: str, older: int, newer: int, language: str) -> list[ChangedLine] | None:
    """Return each line of a document that differs between two releases, in words; None if either has none in the language.

    Sides are compared line by line, and lines that took each other's place word by word.
    """
    before, after = (released_document(name, language, number, strict=True) for number in (older, newer))
    if before is None or after is None:
        return None
    return compared(before, after)
