"""What publishing the terms does: Wagtail's own signal is the one seam that every way of publishing passes."""

from typing import Any

from django.utils import timezone
from wagtail.signals import page_published


def _on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    from privacy.policy.terms import record_terms_version

    record_terms_version(page=instance, now=timezone.now())


def keep_terms() -> None:
    """Keep a numbered version whenever a terms page is published, by hand, in bulk or on schedule."""
    from privacy.policy.models import TermsPage

    page_published.connect(_on_published, sender=TermsPage, dispatch_uid="policy-keep-terms")
