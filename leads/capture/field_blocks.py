"""What a form may ask: one block per kind of answer, bound to the kind of data it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

REQUIRED, ONE_OF, OPTIONAL = "required", "one_of", "optional"
ANSWERS = [(REQUIRED, _("must be answered")), (OPTIONAL, _("may be left empty"))]
REPLY_ANSWERS = [*ANSWERS, (ONE_OF, _("at least one way to reply must be given"))]


class FieldBlock(blocks.StructBlock):
    """A question. Its key is its data category, never its label, so that a new label changes no answer."""

    label = blocks.CharBlock(max_length=80, label=_("label"), help_text=_("The words above the field."))
    help = blocks.CharBlock(
        max_length=200, required=False, label=_("explanation"), help_text=_("A short line under the label.")
    )
    requirement = blocks.ChoiceBlock(choices=ANSWERS, default=OPTIONAL, label=_("answer"))

    # The kind of answer, and the data category it is.
    kind = ""
    category = ""

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        """Return the field as a form version keeps it."""
        return {
            "key": self.category,
            "kind": self.kind,
            "category": self.category,
            "block": block_id,
            "label": value["label"],
            "help": value["help"] or "",
            "requirement": value["requirement"],
        }


class NameBlock(FieldBlock):
    kind = category = "name"

    class Meta:
        icon = "user"
        label = _("Name")
        group = _("Person")
        description = _("The visitor's name, in one line.")
        preview_value = {"label": _("Name"), "requirement": REQUIRED}


class OrganisationBlock(FieldBlock):
    kind = category = "organisation"

    class Meta:
        icon = "group"
        label = _("Organisation")
        group = _("Person")
        description = _("The company or organisation the visitor writes for.")
        preview_value = {"label": _("Company"), "requirement": OPTIONAL}


class EmailBlock(FieldBlock):
    requirement = blocks.ChoiceBlock(choices=REPLY_ANSWERS, default=ONE_OF, label=_("answer"))
    kind = category = "email"

    class Meta:
        icon = "mail"
        label = _("E-mail address")
        group = _("Ways to reply")
        description = _("Checked for its form; a receipt is sent to it.")
        preview_value = {"label": _("E-mail address"), "requirement": ONE_OF}


class PhoneBlock(FieldBlock):
    requirement = blocks.ChoiceBlock(choices=REPLY_ANSWERS, default=ONE_OF, label=_("answer"))
    numbers = blocks.IntegerBlock(
        min_value=1, max_value=2, default=1, label=_("how many numbers"), help_text=_("One or two.")
    )
    kind = category = "phone"

    class Meta:
        icon = "mobile-alt"
        label = _("Phone number")
        group = _("Ways to reply")
        description = _("One or two numbers, kept in international form.")
        preview_value = {"label": _("Phone number"), "requirement": ONE_OF, "numbers": 1}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {**super().spec(value, block_id), "numbers": value["numbers"] or 1}


class SubjectBlock(FieldBlock):
    kind = category = "subject"

    class Meta:
        icon = "tag"
        label = _("Subject")
        group = _("Message")
        description = _("What the message is about, in one line.")
        preview_value = {"label": _("Subject"), "requirement": OPTIONAL}


class MessageBlock(FieldBlock):
    kind = category = "message"

    class Meta:
        icon = "comment"
        label = _("Message")
        group = _("Message")
        description = _("Free text of several lines.")
        preview_value = {"label": _("Message"), "requirement": REQUIRED}


class StaticTextBlock(blocks.StructBlock):
    """Words between fields. Its key is its block id."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul"], label=_("text"))
    kind = "text"
    category = ""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Layout")
        description = _("A short explanation between two fields.")
        preview_value = {"text": _("Tell us the sizes and how many, if you know them.")}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {"key": block_id, "kind": self.kind, "category": "", "block": block_id, "text": value["text"].source}


class FieldsBlock(blocks.StreamBlock):
    """The fields of a form, in the order in which they are asked; each kind of data at most once."""

    name = NameBlock()
    organisation = OrganisationBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    subject = SubjectBlock()
    message = MessageBlock()
    text = StaticTextBlock()

    class Meta:
        required = False
        block_counts = {key: {"max_num": 1} for key in ("name", "organisation", "email", "phone", "subject", "message")}

    def specs(self, value: Any) -> list[dict[str, Any]]:
        """Return the fields as a form version keeps them."""
        return [child.block.spec(child.value, child.id or "") for child in value]
