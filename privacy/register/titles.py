"""What facts are called in the CMS: by their words in the source language, never by key."""

from collections.abc import Iterable

from django.conf import settings

from privacy.register.models.texts import DataCategoryText, PurposeText


def purpose_titles() -> dict[int, str]:
    """Return purpose id → title in the source language."""
    rows = PurposeText.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return dict(rows.values_list("purpose_id", "title"))


def purpose_choices() -> Iterable[tuple[int, str]]:
    """Return purposes as choices."""
    return purpose_titles().items()


def category_labels() -> dict[int, str]:
    """Return the id of a kind of data → its name in the source language."""
    rows = DataCategoryText.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return dict(rows.values_list("category_id", "label"))
