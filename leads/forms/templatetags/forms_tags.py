"""Draws the preview of a form: what visitors would see if the draft were published."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from leads.forms.models import LeadForm
from leads.forms.rendering import preview_context

register = template.Library()


@register.simple_tag(takes_context=True)
def form_preview(context: dict[str, Any], draft: LeadForm) -> SafeString:
    """Draw the whole page of a draft in its language; it cannot be sent."""
    request = context["request"]
    with translation.override(draft.locale.language_code):
        return render_to_string("forms/page.html", preview_context(form=draft, request=request), request=request)
