"""Walk everything editors placed in a page's StreamFields."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from wagtail.blocks import Block, ListBlock, StreamBlock, StructBlock
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage

from home.base import links


def walk(block: Block, value: Any) -> Iterator[tuple[Block, Any]]:
    """Yield the block with its value, then every block inside it."""
    yield block, value
    if value is None:
        return
    if isinstance(block, StreamBlock):
        for child in value:
            yield from walk(child.block, child.value)
    elif isinstance(block, ListBlock):
        for item in value:
            yield from walk(block.child_block, item)
    elif isinstance(block, StructBlock) and hasattr(value, "get"):
        for name, child_block in block.child_blocks.items():
            yield from walk(child_block, value.get(name))


def walk_page(page: models.Model) -> Iterator[tuple[Block, Any]]:
    """Yield every block of every StreamField of the page."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            yield from walk(field.stream_block, getattr(page, field.name))


def may_hold(page: models.Model, kind: type[Block]) -> bool:
    """Return whether the page has a section in which a block of this kind can stand, without reading its values."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            names = {name for name, block in field.stream_block.child_blocks.items() if _allows(block, kind)}
            if any(row["type"] in names for row in getattr(page, field.name).raw_data):
                return True
    return False


def _allows(block: Block, kind: type[Block]) -> bool:
    if isinstance(block, kind):
        return True
    if isinstance(block, ListBlock):
        return _allows(block.child_block, kind)
    return any(_allows(child, kind) for child in getattr(block, "child_blocks", {}).values())


def images(page: models.Model, walked: Iterable[tuple[Block, Any]] | None = None) -> list[AbstractImage]:
    """Return the images the page shows, in blocks (as walked, if they were) and in fields; one row may come twice."""
    found = [value for _block, value in walked or walk_page(page) if isinstance(value, AbstractImage)]
    for field in page._meta.get_fields():
        if not isinstance(field, models.ForeignKey) or not issubclass(field.related_model, AbstractImage):
            continue
        if getattr(page, field.attname):
            found.append(getattr(page, field.name))
    return found


def page_ids(page: models.Model) -> list[int]:
    """Return the ids of the pages that the page's StreamFields link to, without reading any."""
    fields = [field for field in page._meta.get_fields() if isinstance(field, StreamField)]
    return [pk for field in fields for pk in links.ids_in(list(getattr(page, field.name).raw_data))]
