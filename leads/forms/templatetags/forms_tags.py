"""Draws previews: of a form, as visitors would see it if the draft were published, and of one kind of question."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString
from wagtail.blocks.base import BoundBlock

from leads.forms.models import LeadForm
from leads.forms.rendering import block_preview_context, preview_context

register = template.Library()


@register.simple_tag(takes_context=True)
def form_preview(context: dict[str, Any], draft: LeadForm) -> SafeString:
    """Draw the whole page of a draft in its language; it cannot be sent."""
    request = context["request"]
    with translation.override(draft.locale.language_code):
        return render_to_string("forms/page.html", preview_context(form=draft, request=request), request=request)


@register.simple_tag
def field_preview(bound_block: BoundBlock) -> SafeString:
    """Draw what visitors would see of a block of a form."""
    return render_to_string("forms/parts.html", block_preview_context(bound_block))
