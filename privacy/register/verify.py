"""Releases are as they were published, with what people read of them: none changed, none missing."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.operations.integrity import PUT_BACK, IntegrityCheck
from privacy.register.documents import as_kept
from privacy.register.models import Release
from privacy.register.snapshot import document_hashes, is_intact


def changed_releases(now: datetime) -> Iterator[str]:
    """Return the policy versions that are not what their SHA-256 was taken of, and those that are gone (R27, R92).

    A document is named with its language: its words are checked against the hash that the release holds.
    """
    expected = 1
    for release in Release.objects.order_by("number").prefetch_related("documents").iterator(chunk_size=20):
        yield from (f"{number} (gone)" for number in range(expected, release.number))
        expected = release.number + 1
        if not is_intact(release):
            yield str(release.number)
        yield from _changed_documents(release)


def _changed_documents(release: Release) -> Iterator[str]:
    found = {(row.document, row.language): as_kept(row).sha256 for row in release.documents.all()}
    told = {
        (name, language): sha256
        for name, languages in document_hashes(release).items()
        for language, sha256 in languages.items()
    }
    for name, language in sorted({*found, *told}):
        if found.get((name, language)) != told.get((name, language)):
            yield f"{release.number} ({name}, {language})"


RELEASES = IntegrityCheck(
    "releases",
    changed_releases,
    _("A published version of the policy is not as it was published: %(rows)s."),
    PUT_BACK,
)
