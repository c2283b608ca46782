"""A form placed on a page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.blocks import SnippetChooserBlock


class FormBlock(SnippetChooserBlock):
    """Shows the form as it was last published in the page's language; where it was not, phone and mail.

    Never a hole: a form that is a draft, offline or untranslated still tells how to reach the company (E4).
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__("leads_forms.LeadForm", **kwargs)

    class Meta:
        icon = "form"
        label = _("Form")
        template = "forms/block.html"
        description = _("A form from “Forms”. While it is not live in a language, visitors see phone and e-mail.")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        from leads.forms.rendering import block_context

        context = super().get_context(value, parent_context=parent_context)
        page = parent_context.get("page") if parent_context else None
        return {**context, **block_context(form=value, page=page)}

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return ("leads.forms.blocks.FormBlock", [], self._constructor_args[1])
