"""Which pages of documents the foot of every page links to."""

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page

from home.base.links import COLUMNS, LinkedPage
from privacy.policy.models import PrivacyPage, TermsPage


def document_pages(language: str) -> list[LinkedPage]:
    """Return the live pages of documents in a language, the privacy policy first."""
    kinds = [ContentType.objects.get_for_model(model).pk for model in (PrivacyPage, TermsPage)]
    rows = Page.objects.filter(content_type__in=kinds, locale__language_code=language, live=True)
    found = rows.order_by("path").values_list("content_type", *COLUMNS)
    return [LinkedPage(*values) for _kind, *values in sorted(found, key=lambda row: kinds.index(row[0]))]
