"""Custom fields: questions in an editor's own words. Each names its data category; a privacy officer reads it first (R8)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from leads.forms.field_blocks.base import OPTIONAL, ByKeyBlock, FieldBlock, choice_specs
from privacy.register.models.facts import DataCategory
from privacy.register.selectors import category_labels

IMAGE, PDF = "image", "pdf"


def data_categories() -> list[tuple[str, str]]:
    """Return key and label of the register's kinds of data, in the words of whoever looks."""
    labels = category_labels()
    rows = DataCategory.objects.filter(archived_at=None).values_list("pk", "key")
    return [(key, labels.get(pk, key)) for pk, key in rows]


class OwnFieldBlock(FieldBlock):
    """A question whose key is its block id."""

    category_of_data = ByKeyBlock(
        choices=data_categories,
        label=_("data category"),
        help_text=_("What the answer is, in the words of the privacy policy. The form's purpose must declare it."),
    )

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {**super().spec(value, block_id), "key": block_id, "category": value["category_of_data"] or ""}


class LineBlock(OwnFieldBlock):
    kind = "line"

    class Meta:
        icon = "edit"
        label = _("Line")
        group = _("Your own questions")
        description = _("One line of text.")
        preview_value = {"label": _("Order number"), "requirement": OPTIONAL}


class SimpleChoiceBlock(OwnFieldBlock):
    choices = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("answer")), min_num=2, label=_("answers to choose from")
    )
    kind = "choice"

    class Meta:
        icon = "radio-full"
        label = _("One of several")
        group = _("Your own questions")
        description = _("One answer out of several: buttons, or a list when there are more than six.")
        preview_value = {"label": _("What do you have?"), "choices": [_("Truck tyres"), _("Car tyres")]}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {**super().spec(value, block_id), "choices": choice_specs(value["choices"])}


class ChoicesBlock(SimpleChoiceBlock):
    kind = "choices"

    class Meta:
        icon = "list-ul"
        label = _("Several of several")
        group = _("Your own questions")
        description = _("Any number of answers, each with a box.")
        preview_value = {"label": _("What shall we bring?"), "choices": [_("A container"), _("A fork-lift")]}


class DateFieldBlock(OwnFieldBlock):
    kind = "date"

    class Meta:
        icon = "calendar-alt"
        label = _("Date")
        group = _("Your own questions")
        description = _("A day, picked from a calendar or typed.")
        preview_value = {"label": _("Collect on"), "requirement": OPTIONAL}


class NumberBlock(OwnFieldBlock):
    least = blocks.IntegerBlock(required=False, label=_("least"), help_text=_("Leave it empty for no limit."))
    most = blocks.IntegerBlock(required=False, label=_("most"), help_text=_("Leave it empty for no limit."))
    kind = "number"

    class Meta:
        icon = "order"
        label = pgettext_lazy("kind of question", "Number")
        group = _("Your own questions")
        description = _("A number, with limits if you set them.")
        preview_value = {"label": _("How many"), "requirement": OPTIONAL, "least": 1, "most": None}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        limits = {"min": value["least"], "max": value["most"]}
        return {**super().spec(value, block_id), **{name: limit for name, limit in limits.items() if limit is not None}}


class FileBlock(OwnFieldBlock):
    accepts = blocks.MultipleChoiceBlock(
        choices=[(IMAGE, _("photos")), (PDF, _("PDF documents"))], default=[IMAGE, PDF], label=_("accepts")
    )
    max_files = blocks.IntegerBlock(
        min_value=1, max_value=5, default=1, label=_("how many files"), help_text=_("One to five.")
    )
    kind = "file"

    class Meta:
        icon = "upload"
        label = _("File")
        group = _("Your own questions")
        description = _("Photos or documents. They are checked, stored privately and deleted with the message.")
        preview_value = {"label": _("Photos of the tyres"), "requirement": OPTIONAL, "accepts": [IMAGE], "max_files": 3}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        accepts = [kind for kind in (IMAGE, PDF) if kind in (value["accepts"] or (IMAGE, PDF))]
        return {**super().spec(value, block_id), "accept": accepts, "max_files": value["max_files"] or 1}
