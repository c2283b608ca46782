"""Where forms stand: in which languages visitors see them, and on which pages."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from home.base.block_tree import may_hold
from leads.forms.blocks import FormBlock
from leads.forms.models import LeadForm, LiveForm


def live_languages(keys: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the languages in which visitors see each form; one query."""
    rows = LiveForm.objects.filter(version__form__translation_key__in=keys).order_by("language")
    found: dict[UUID, list[str]] = {}
    for key, language in rows.values_list("version__form__translation_key", "language"):
        found.setdefault(key, []).append(language)
    return found


def pages_with(keys: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the titles of the pages that show each form, in any language; three queries, however many forms."""
    forms = dict(LeadForm.objects.filter(translation_key__in=keys).values_list("pk", "translation_key"))
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(LeadForm),
        to_object_id__in=[str(pk) for pk in forms],
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    pairs = set(references.values_list("object_id", "to_object_id"))
    titles = Page.objects.filter(pk__in={page for page, _form in pairs}).order_by("path").values_list("pk", "title")
    found: dict[UUID, list[str]] = {}
    for pk, title in titles:
        for key in {forms[int(form)] for page, form in pairs if int(page) == pk}:
            found.setdefault(key, []).append(title)
    return found


def page_published(sender: Any, instance: Page, **kwargs: Any) -> None:
    """Write down at once which forms a page shows; Wagtail's worker would do so some time later."""
    if may_hold(instance, FormBlock):
        ReferenceIndex.create_or_update_for_object(instance)
