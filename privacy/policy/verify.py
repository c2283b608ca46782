"""The terms are as they were published: contracts made through the site point at them."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacy.keys.canonical import canonical_hash
from privacy.operations.integrity import PUT_BACK, IntegrityCheck
from privacy.policy.models import TermsVersion
from privacy.register.document_words import plain_words
from privacy.register.documents import Document


def changed_terms(now: datetime) -> Iterator[str]:
    """Return the versions of the terms whose words are not what their SHA-256 was taken of (R7)."""
    for version in TermsVersion.objects.order_by("pk").iterator(chunk_size=20):
        if canonical_hash(_words(version)) != version.sha256:
            yield f"{version} (row {version.pk})"


def _words(version: TermsVersion) -> object:
    """Return what the SHA-256 was taken of; versions from before the terms were part of a release held a list of sections."""
    if isinstance(version.body, list):
        return {"title": version.title, "body": version.body}
    return plain_words(Document(version.title, "", version.body))


TERMS = IntegrityCheck(
    "terms",
    changed_terms,
    _("Published terms are not as they were published: %(rows)s."),
    PUT_BACK,
)
