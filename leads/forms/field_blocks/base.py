"""What every question of a form has: its words, and whether it must be answered."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

REQUIRED, ONE_OF, OPTIONAL = "required", "one_of", "optional"
ANSWERS = [(REQUIRED, _("must be answered")), (OPTIONAL, _("may be left empty"))]
REPLY_ANSWERS = [*ANSWERS, (ONE_OF, _("at least one way to reply must be given"))]


class ByKeyBlock(blocks.ChoiceBlock):
    """A choice whose options are rows. A stored key is taken as it is, so that reading a form asks no table."""

    def normalize_choice(self, value: Any) -> Any:
        return value


class FieldBlock(blocks.StructBlock):
    """A question. Its key never follows its label, so that a new label changes no answer."""

    label = blocks.CharBlock(max_length=120, label=_("label"), help_text=_("The words above the field."))
    help = blocks.CharBlock(
        max_length=200, required=False, label=_("explanation"), help_text=_("A short line under the label.")
    )
    requirement = blocks.ChoiceBlock(choices=ANSWERS, default=OPTIONAL, label=_("answer"))

    class Meta:
        preview_template = "forms/block_preview.html"

    # The kind of answer, and the data category it is.
    kind = ""
    category = ""

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        """Return the field as a form version keeps it. A standard field's key is its data category."""
        return {
            "key": self.category,
            "kind": self.kind,
            "category": self.category,
            "block": block_id,
            "label": value["label"],
            "help": value["help"] or "",
            "requirement": value["requirement"],
        }

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        """Return the field, and the fields asked after one of its answers."""
        return [self.spec(value, block_id)]


def choice_specs(items: Any) -> list[dict[str, str]]:
    """Return value and label of a list of answers. The value is the item's id: new words change no answer."""
    return [{"value": item.id, "label": _label(item.value)} for item in items.bound_blocks if _label(item.value)]


def _label(value: Any) -> str:
    return str(value if isinstance(value, str) else value["label"]).strip()
