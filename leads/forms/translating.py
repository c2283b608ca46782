"""The languages of forms: what can be done about them in a list, and what keeps one offline."""

from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Locale
from wagtail_localize.models import Translation, TranslationSource

from leads.forms.lint import FormFinding
from leads.forms.models import LeadForm
from leads.forms.publishing import findings_of

MAY_TRANSLATE = "wagtail_localize.submit_translation"


class Translating:
    """Which forms miss a language, and which have translations that follow them; three queries, however many forms."""

    def __init__(self, keys: Collection[UUID]) -> None:
        counted = LeadForm.objects.filter(translation_key__in=keys).values_list("translation_key")
        languages = Locale.objects.count()
        self.missing = {key for key, count in counted.annotate(Count("locale", distinct=True)) if count < languages}
        sources = TranslationSource.objects.filter(object_id__in=keys, translations__enabled=True).distinct()
        self.sources = {(key, locale): pk for pk, key, locale in sources.values_list("pk", "object_id", "locale_id")}

    def buttons(self, form: LeadForm, *, back_to: str) -> Iterator[Any]:
        """The buttons that wagtail-localize would make with several queries for each form."""
        if form.translation_key in self.missing:
            address = reverse("wagtail_localize:submit_snippet_translation", args=["leads_forms", "leadform", form.pk])
            yield _button(_("Translate"), address, form, "wagtail-localize-language", 100)
        source = self.sources.get((form.translation_key, form.locale_id))
        if source:
            address = reverse("wagtail_localize:update_translations", args=[source])
            address = f"{address}?{urlencode({'next': back_to})}"
            yield _button(_("Pass changes on to the translations"), address, form, "resubmit", 106)


def what_keeps_offline(form: LeadForm) -> list[FormFinding]:
    """Return what keeps a translation that was published from its visitors; nothing for a draft or a source."""
    followed = Translation.objects.filter(
        source__object_id=form.translation_key, target_locale=form.locale_id, enabled=True
    )
    return findings_of(form) if form.live and followed.exists() else []


def _button(label: str, address: str, form: LeadForm, icon: str, priority: int) -> Button:
    name = {"aria-label": f"{label}: {form}"}
    return Button(label, address, icon_name=icon, attrs=name, priority=priority)
