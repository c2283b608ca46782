"""The offer and its rendered parts, for templates."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from privacy.cookies import wording
from privacy.cookies.selectors import Offer, current_offer
from privacy.register.banner import fill as fill_in

register = template.Library()


@register.simple_tag
def consent_offer() -> Offer | None:
    """Return what visitors are asked in the active language; None before the first release."""
    return current_offer()


@register.simple_tag
def consent_fragment(name: str) -> SafeString:
    """Print banner or settings; nothing when nothing is asked (C8)."""
    offer = current_offer()
    if not offer or not offer.groups:
        return mark_safe("")
    # allowed markup-from-parts: rendered by a template of ours, which escaped what it holds.
    return mark_safe(wording.fragment(name, offer))


@register.simple_tag
def fill(text: str, **values: Any) -> str:
    """Print a text of the banner with its placeholders filled in."""
    return fill_in(text, values)
