"""A box beside a purpose. All its words come from the register's release; nothing here can tick it (R10)."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from leads.forms.field_blocks.base import ByKeyBlock
from privacy.register.models.facts import Purpose
from privacy.register.models.texts import PurposeText

KEY = "consent:"


def consent_purposes() -> list[tuple[str, str]]:
    """Return key and title of the purposes in use that rest on a consent given in a form."""
    purposes = Purpose.objects.filter(
        basis=Purpose.Basis.CONSENT,
        source=Purpose.Source.FORMS,
        status=Purpose.Status.IN_USE,
        archived_at=None,
    )
    languages = [settings.LANGUAGE_CODE, get_language() or settings.LANGUAGE_CODE]
    texts = PurposeText.objects.filter(purpose__in=purposes, locale__language_code__in=languages)
    rows = sorted(texts.values_list("locale__language_code", "purpose__key", "title"), key=_own_language_last)
    titles = {key: title for _code, key, title in rows if title}
    return [(key, titles.get(key, key)) for key in purposes.order_by("position", "key").values_list("key", flat=True)]


def _own_language_last(row: tuple[str, str, str]) -> bool:
    return row[0] == get_language()


class ConsentBlock(blocks.StructBlock):
    """One tick, one consent to one purpose. There is nothing to word, to demand or to tick beforehand."""

    purpose = ByKeyBlock(
        choices=consent_purposes,
        label=_("purpose"),
        help_text=_(
            "What the visitor may consent to. The words beside the box are the released ones, in each language; the "
            "box is empty and may stay empty (Art. 7 GDPR)."
        ),
    )
    kind = "consent"

    class Meta:
        icon = "check"
        label = _("Consent")
        group = _("Consent")
        description = _("An empty box beside a purpose. A tick is recorded as consent, no tick is recorded nowhere.")
        preview_template = "forms/block_preview.html"

    def get_preview_value(self) -> Any:
        """Return the first purpose that may be asked for."""
        return self.normalize({"purpose": next((key for key, _title in consent_purposes()), "")})

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        purpose = value["purpose"] or ""
        spec = {"key": f"{KEY}{purpose}", "kind": self.kind, "category": "", "purpose": purpose, "block": block_id}
        return [spec]
