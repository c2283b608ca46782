"""Filters of the sections' templates."""

from collections.abc import Iterable

from django import template

register = template.Library()


@register.filter
def labelled(cells: Iterable[str], columns: Iterable[str]) -> list[tuple[str, str]]:
    """Pair each cell of a row with its column's heading, for tables that become lists on phones."""
    return list(zip(columns, cells, strict=False))
