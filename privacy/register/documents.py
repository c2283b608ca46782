"""The documents of a release: each room that tells people something from the register says how it reads.

A release stores what was rendered, and from then on only that is shown (R92). Rendering it again tells whether the code
or a template has moved away from what people read.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from privacy.keys.canonical import canonical_hash
from privacy.register.models.releases import Release, ReleasedDocument
from privacy.register.release import ReleasedRegister, Snapshot
from privacy.register.selectors import current_release, release_by_number


@dataclass(frozen=True)
class Document:
    """A document in one language: its title, one plain sentence about it, and its sections as HTML."""

    title: str
    description: str
    html: str

    @property
    def sha256(self) -> str:
        return canonical_hash([self.title, self.description, self.html])


# Renders a document of a register in the active language; None where the register has no words for it.
Renderer = Callable[[ReleasedRegister], Document | None]
_renderers: dict[str, Renderer] = {}


def register_document(name: str, renderer: Renderer) -> None:
    """Let a room render a document of every release; call it in ready."""
    _renderers[name] = renderer


def render(snapshot: Snapshot) -> Iterator[tuple[str, str, Document]]:
    """Yield every document of a snapshot in each of its languages: name, language, document."""
    for language, register in snapshot.registers.items():
        with override(language):
            for name, renderer in _renderers.items():
                if document := renderer(register):
                    yield name, language, document


def hashes(documents: Iterable[tuple[str, str, Document]]) -> dict[str, dict[str, str]]:
    """Return name → language → SHA-256, as a release holds it."""
    found: dict[str, dict[str, str]] = {}
    for name, language, document in documents:
        found.setdefault(name, {})[language] = document.sha256
    return found


def released_document(name: str, language: str, number: int | None = None, *, strict: bool = False) -> Document | None:
    """Return a document as it was released, by default in the release in force.

    In the source language where the release has no other, unless `strict`; None where there is no such release or document.
    """
    current = current_release()
    if current is None:
        return None
    try:
        release = current if number is None else release_by_number(number)
    except Release.DoesNotExist:
        return None
    if strict and language not in release.languages:
        return None
    return _kept(release.number, release.sha256, name, language if language in release.languages else "")


def documents_of(number: int, language: str) -> list[Document]:
    """Return all that people read of a release in a language, as it was released."""
    rows = ReleasedDocument.objects.filter(release__number=number, language=language).order_by("pk")
    return [as_kept(row) for row in rows]


@lru_cache(maxsize=64)
def _kept(number: int, _sha256: str, name: str, language: str) -> Document | None:
    """A released document never changes, so a process keeps those it has read."""
    rows = ReleasedDocument.objects.filter(release__number=number, document=name)
    row = rows.filter(language=language or settings.LANGUAGE_CODE).first()
    return as_kept(row) if row else None


def as_kept(row: ReleasedDocument) -> Document:
    """Return a stored document."""
    return Document(row.title, row.description, row.html)


def keep_documents(release: Release, documents: Iterable[tuple[str, str, Document]]) -> None:
    """Store what people will read of a release."""
    ReleasedDocument.objects.bulk_create(
        ReleasedDocument(
            release=release,
            document=name,
            language=language,
            title=document.title,
            description=document.description,
            html=document.html,
            sha256=document.sha256,
        )
        for name, language, document in documents
    )


@dataclass(frozen=True)
class MovedOn:
    """A document that the website would tell otherwise now than people read it; None where there is none on that side."""

    name: str
    language: str
    read: Document | None
    told: Document | None


def moved_on() -> list[MovedOn]:
    """Return each document of the release in force that would read otherwise if it were rendered now; renders them all."""
    current = current_release()
    if current is None:
        return []
    rows = ReleasedDocument.objects.filter(release__number=current.number)
    read = {(row.document, row.language): as_kept(row) for row in rows}
    told = {(name, language): document for name, language, document in render(current)}
    keys = sorted({*read, *told})
    return [MovedOn(*key, read.get(key), told.get(key)) for key in keys if read.get(key) != told.get(key)]
