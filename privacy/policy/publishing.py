"""What follows from a release and from publishing a document's page: versions of the terms, and the search."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.search import index
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
    """Let the site's search find the pages of documents by their new words, once they are in force."""
    from privacy.policy.models import PrivacyPage, TermsPage

    def again() -> None:
        for model in (PrivacyPage, TermsPage):
            for page in model.objects.live().select_related("locale"):
                if document := page.released():
                    # Lists and searches call the page by its document's title, whatever was typed.
                    page.title = document.title[:255]
                    model.objects.filter(pk=page.pk).update(
                        title=page.title, draft_title=page.title, seo_title="", search_description=document.description
                    )
                index.insert_or_update_object(page)

    transaction.on_commit(again)
