"""What follows from a release and from publishing a document's page: versions of the terms, and the search."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.signals import page_published

from privacy.register.documents import Document
from privacy.register.models.releases import Release


def _on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    from privacy.policy.terms import terms_are_published

    terms_are_published(language=instance.locale.language_code, now=timezone.now())


def keep_terms() -> None:
    """Keep a numbered version whenever a terms page is published, by hand, in bulk or on schedule."""
    from privacy.policy.models import TermsPage

    page_published.connect(_on_published, sender=TermsPage, dispatch_uid="policy-keep-terms")


def search_finds_the_release(release: Release, documents: Sequence[tuple[str, str, Document]]) -> None:
    """Save the pages of documents once they are in force: they take their new title, and the search their words."""
    from privacy.policy.models import PrivacyPage, TermsPage

    def again() -> None:
        for model in (PrivacyPage, TermsPage):
            for page in model.objects.live().select_related("locale"):
                page.save()

    transaction.on_commit(again)
