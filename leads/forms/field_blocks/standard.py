"""The questions most forms ask, each bound to the kind of data it is and checked for what it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from leads.forms.field_blocks.base import ONE_OF, OPTIONAL, REPLY_ANSWERS, REQUIRED, FieldBlock, choice_specs


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


class CountryBlock(FieldBlock):
    kind = category = "country"

    class Meta:
        icon = "globe"
        label = _("Country")
        group = _("Person")
        description = _("Picked from a list in the visitor's language. Phone numbers are read as dialled in it.")
        preview_value = {"label": _("Country"), "requirement": OPTIONAL}


class LanguageBlock(FieldBlock):
    kind = category = "language"

    class Meta:
        icon = "wagtail-localize-language"
        label = _("Language")
        group = _("Person")
        description = _("The language in which the visitor wants an answer, of those that the site speaks.")
        preview_value = {"label": _("Language"), "requirement": OPTIONAL}


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
        min_value=1, max_value=3, default=1, label=_("how many numbers"), help_text=_("One to three.")
    )
    kind = category = "phone"

    class Meta:
        icon = "mobile-alt"
        label = _("Phone number")
        group = _("Ways to reply")
        description = _("One to three numbers, kept in international form.")
        preview_value = {"label": _("Phone number"), "requirement": ONE_OF, "numbers": 1}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        return {**super().spec(value, block_id), "numbers": value["numbers"] or 1}


class SubjectBlock(FieldBlock):
    choices = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("subject")),
        default=[],
        label=_("subjects to choose from"),
        help_text=_("Leave it empty, and visitors write the subject themselves."),
    )
    kind = category = "subject"

    class Meta:
        icon = "tag"
        label = _("Subject")
        group = _("Message")
        description = _("What the message is about: one line, or one of the subjects that you name.")
        preview_value = {"label": _("Subject"), "requirement": OPTIONAL}

    def spec(self, value: Any, block_id: str) -> dict[str, Any]:
        choices = choice_specs(value["choices"])
        return {**super().spec(value, block_id), **({"choices": choices} if choices else {})}


class MessageBlock(FieldBlock):
    kind = category = "message"

    class Meta:
        icon = "comment"
        label = _("Message")
        group = _("Message")
        description = _("Free text of several lines.")
        preview_value = {"label": _("Message"), "requirement": REQUIRED}
