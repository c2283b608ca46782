"""A section of a released document, with the sections below it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class ReleasedSection:
    """A section with its words in one language; the one without a parent is its document."""

    key: str
    document: str
    parent: str | None = None
    shows: str = "words"
    basis: str = ""
    article: str = ""
    position: int = 0
    heading: str = ""
    text: str = ""
    closing: str = ""
    parts: tuple["ReleasedSection", ...] = ()


def document_of(name: str, sections: Iterable[ReleasedSection]) -> ReleasedSection | None:
    """Return a document with its sections in their order and theirs below them; None where the register has none."""
    rows = sorted((row for row in sections if row.document == name), key=lambda row: (row.position, row.key))

    def whole(row: ReleasedSection) -> ReleasedSection:
        return replace(row, parts=tuple(whole(part) for part in rows if part.parent == row.key))

    return next((whole(row) for row in rows if row.parent is None), None)


def all_of(section: ReleasedSection) -> Iterator[ReleasedSection]:
    """Yield a section and everything below it."""
    yield section
    for part in section.parts:
        yield from all_of(part)
