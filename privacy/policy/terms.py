"""The terms that are in force, and their versions."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from privacy.keys.plain_sql import Statement
from privacy.policy.models import TermsPage, TermsVersion
from privacy.register.snapshot import canonical_hash

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
    live = set(TermsPage.objects.live().values_list("locale__language_code", flat=True))
    return next((TermsVersion.newest(code) for code in codes if code in live), None)


@transaction.atomic
def record_terms_version(*, page: TermsPage, now: datetime) -> TermsVersion:
    """Keep the terms as published; the same words again are the same version (R7)."""
    language = page.locale.language_code
    words = {"title": page.title, "body": [_plain(child) for child in page.body]}
    sha256 = canonical_hash(words)
    latest = TermsVersion.newest(language)
    if latest and latest.sha256 == sha256:
        return latest
    return TermsVersion.objects.create(
        language=language,
        number=latest.number + 1 if latest else 1,
        published_at=now,
        title=page.title,
        body=words["body"],
        sha256=sha256,
    )


def _plain(child: object) -> dict[str, str]:
    value = child.value  # type: ignore[attr-defined]
    return {"heading": value["heading"], "text": value["text"].source}
