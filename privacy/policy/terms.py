"""The terms that are in force, and their versions."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from privacy.keys.canonical import canonical_hash
from privacy.keys.plain_sql import Statement
from privacy.policy.models import TermsPage, TermsVersion
from privacy.register.document_words import plain_words
from privacy.register.documents import Document, released_document
from privacy.register.models.releases import Release

ANY = Statement(lambda: TermsVersion.objects.order_by().filter(language__in=("a", "b")).values_list("pk")[:1])


def terms_in_force(language: str | None = None) -> TermsVersion | None:
    """Return the version of the terms that a contract made now points at, None while no terms are published.

    In the language asked (by default the active one), else in the source language (R7).
    """
    wanted = language or get_language() or settings.LANGUAGE_CODE
    codes = tuple(dict.fromkeys((wanted, settings.LANGUAGE_CODE)))
    # Nearly always there are none: that is asked of one small table, and of the page tree only when there are.
    if not ANY.rows(codes[0], codes[-1]):
        return None
    live = live_languages()
    return next((TermsVersion.newest(code) for code in codes if code in live), None)


def live_languages() -> set[str]:
    """Return the languages whose terms page is live."""
    return set(TermsPage.objects.live().values_list("locale__language_code", flat=True))


def terms_are_published(*, language: str, now: datetime) -> None:
    """Keep the released terms as the version that comes into force with their page, if there are any."""
    document = released_document(TermsPage.document, language)
    if document:
        record_terms_version(language=language, document=document, now=now)


def terms_are_released(release: Release, documents: Sequence[tuple[str, str, Document]]) -> None:
    """Keep the terms of a release as a version in each language whose terms page is live."""
    live = live_languages()
    for name, language, document in documents:
        if name == TermsPage.document and language in live:
            record_terms_version(language=language, document=document, now=release.published_at)


@transaction.atomic
def record_terms_version(*, language: str, document: Document, now: datetime) -> TermsVersion:
    """Keep the terms; the same words again are the same version (R7)."""
    sha256 = canonical_hash(plain_words(document))
    latest = TermsVersion.newest(language)
    if latest and latest.sha256 == sha256:
        return latest
    return TermsVersion.objects.create(
        language=language,
        number=latest.number + 1 if latest else 1,
        published_at=now,
        title=document.title,
        body=document.html,
        sha256=sha256,
    )
