"""Filters and tags of the sections' templates."""

import re
from collections.abc import Iterable
from typing import Any

from django import template

from home.pages import selectors

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], columns: Iterable[str]) -> list[tuple[str, str]]:
    """Pair each cell of a row with its column's heading, for tables that become lists on phones."""
    return list(zip(columns, cells, strict=False))


@register.filter
def sentences(heading: str) -> list[str]:
    """Split a heading into its sentences, so that each begins on a line of its own where both do not fit."""
    return re.split(r"(?<=[.?!])\s+", heading.strip())


@register.simple_tag(takes_context=True)
def company_rows(context: dict[str, Any]) -> list[selectors.Company]:
    """Return a row for each live company page of the active language."""
    return selectors.companies(context.get("request"))
