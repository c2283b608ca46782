"""The languages that a release is made in."""

from django.conf import settings
from wagtail.models import Locale, Page


def live_languages() -> list[str]:
    """Return the languages that visitors can read: the source, and those whose home page is live."""
    live = set(
        Locale.objects.filter(pk__in=Page.objects.filter(depth=2, live=True).values("locale")).values_list(
            "language_code", flat=True
        )
    )
    return [code for code, _name in settings.LANGUAGES if code in live or code == settings.LANGUAGE_CODE]
