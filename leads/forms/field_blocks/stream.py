"""All that a form may be made of, and what one of its choices may lead to."""

from typing import Any
from uuid import uuid4

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from leads.forms.field_blocks.base import choice_specs
from leads.forms.field_blocks.consent import ConsentBlock
from leads.forms.field_blocks.layout import SectionBlock, StaticTextBlock
from leads.forms.field_blocks.notice import NoticeBlock
from leads.forms.field_blocks.own import (
    ChoicesBlock,
    DateFieldBlock,
    FileBlock,
    LineBlock,
    NumberBlock,
    OwnFieldBlock,
    SimpleChoiceBlock,
)
from leads.forms.field_blocks.standard import (
    CountryBlock,
    EmailBlock,
    LanguageBlock,
    MessageBlock,
    NameBlock,
    OrganisationBlock,
    PhoneBlock,
    SubjectBlock,
)

ONCE = ("name", "organisation", "country", "language", "email", "phone", "subject", "message")


def _specs(stream: Any) -> list[dict[str, Any]]:
    found = []
    for child in stream or ():
        # As saving would; a preview may come before it.
        child.id = child.id or str(uuid4())
        found += child.block.specs(child.value, child.id)
    return found


class BranchBlock(blocks.StreamBlock):
    """What is asked after one answer. No choice in it leads further: one level is all a visitor can follow."""

    organisation = OrganisationBlock()
    country = CountryBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    message = MessageBlock()
    line = LineBlock()
    choice = SimpleChoiceBlock()
    choices = ChoicesBlock()
    date = DateFieldBlock()
    number = NumberBlock()
    file = FileBlock()
    text = StaticTextBlock()

    class Meta:
        required = False
        collapsed = True


class AnswerBlock(blocks.StructBlock):
    """One answer of a choice, and what is asked when it is chosen."""

    label = blocks.CharBlock(max_length=120, label=_("answer"))
    ask = BranchBlock(
        required=False,
        label=_("When this is chosen, also ask"),
        help_text=_("Visitors who choose something else are not asked, and what they wrote there is not kept."),
    )

    class Meta:
        label = _("Answer")
        icon = "radio-full"
        label_format = "{label}"


class ChoiceBlock(OwnFieldBlock):
    """One answer out of several; each may lead to further questions."""

    choices = blocks.ListBlock(AnswerBlock(), min_num=2, label=_("answers to choose from"))
    kind = "choice"

    class Meta:
        icon = "radio-full"
        label = _("One of several")
        group = _("Your own questions")
        description = _("One answer out of several. Each answer may lead to further questions.")
        preview_value = {
            "label": _("What do you have?"),
            "choices": [{"label": _("Truck tyres"), "ask": []}, {"label": _("Car tyres"), "ask": []}],
        }

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {**super().spec(value, block_id), "choices": choice_specs(value["choices"])}

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        """Return the choice, then what each answer leads to, marked with that answer."""
        found = super().specs(value, block_id)
        for item in value["choices"].bound_blocks:
            when = {"key": block_id, "value": item.id}
            found += [{**spec, "show_when": when} for spec in _specs(item.value["ask"])]
        return found


class FieldsBlock(blocks.StreamBlock):
    """The fields of a form, in the order in which they are asked; each kind of data at most once."""

    name = NameBlock()
    organisation = OrganisationBlock()
    country = CountryBlock()
    language = LanguageBlock()
    email = EmailBlock()
    phone = PhoneBlock()
    subject = SubjectBlock()
    message = MessageBlock()
    line = LineBlock()
    choice = ChoiceBlock()
    choices = ChoicesBlock()
    date = DateFieldBlock()
    number = NumberBlock()
    file = FileBlock()
    consent = ConsentBlock()
    text = StaticTextBlock()
    section = SectionBlock()
    notice = NoticeBlock()

    class Meta:
        required = False
        collapsed = True
        block_counts = {key: {"max_num": 1} for key in (*ONCE, "notice")}

    def specs(self, value: Any) -> list[dict[str, Any]]:
        """Return the fields as a form version keeps them: flat, what follows a choice after it."""
        return _specs(value)
