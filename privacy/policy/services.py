"""Verbs of the policy: keep each published version of the terms."""

from datetime import datetime

from django.db import transaction

from privacy.policy.models import TermsPage, TermsVersion
from privacy.register.snapshot import canonical_hash


@transaction.atomic
def record_terms_version(*, page: TermsPage, now: datetime) -> TermsVersion:
    """Keep the terms as published; the same words again are the same version (R7)."""
    language = page.locale.language_code
    words = {"title": page.title, "body": [_plain(child) for child in page.body]}
    sha256 = canonical_hash(words)
    latest = TermsVersion.objects.filter(language=language).order_by("-number").first()
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
