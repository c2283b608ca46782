"""The question about the other languages, inside Wagtail's own questions."""

import re
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from home.translation.other_languages import FIELD, others

register = template.Library()
_FORM_STARTS = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')


@register.simple_block_tag(takes_context=True)
def with_other_languages(context: template.Context, content: str, act: str) -> SafeString:
    """Put the question at the beginning of the form in `content`; Wagtail's templates have no block there."""
    found = others(_asked_about(context), act=act, user=context["request"].user, destination=context.get("destination"))
    if not found:
        # allowed markup-from-parts: the block was rendered by a template, which escaped what it holds.
        return mark_safe(content)
    question = render_to_string("translation/other_languages.html", {"others": found, "act": act, "field": FIELD})
    # allowed markup-from-parts: both were rendered by templates, which escaped what they hold.
    return mark_safe(_FORM_STARTS.sub(lambda start: start[0] + question, content, count=1))


def _asked_about(context: template.Context) -> list[Page]:
    items: list[dict[str, Any]] = context.get("items") or []
    # None at all where a bulk action may be done on nothing that was chosen.
    page = context.get("page_to_move") or context.get("page")
    return [item["item"] for item in items] or ([page] if page else [])
