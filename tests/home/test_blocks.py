"""Sections: described for editors, and refusing what would leave a hole in a page."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock, StreamBlock, StructBlock

from home.pages.blocks import ActionBlock, ImageTextBlock, TableBlock
from home.pages.models import SectionsBlock
from home.pages.sample_stream import items


def test_every_section_has_icon_description_group_and_preview():
    """E1: an editor choosing a section sees what it is."""
    for name, block in SectionsBlock().child_blocks.items():
        assert block.meta.icon != "placeholder", name
        assert len(str(block.meta.description)) > 15, name
        assert block.meta.group, name
        assert block.meta.preview_value, name


def lists_in(block):
    """Yield every ListBlock below a block."""
    if isinstance(block, ListBlock):
        yield block
        yield from lists_in(block.child_block)
    elif isinstance(block, (StructBlock, StreamBlock)):
        for child in block.child_blocks.values():
            yield from lists_in(child)


@pytest.mark.django_db
def test_lists_of_the_sample_are_stored_in_block_format():
    """T2: lists stored any other way give translators nothing to translate."""
    from home.pages.models import LandingPage

    def check(value):
        if isinstance(value, list):
            assert all(isinstance(item, dict) and item.get("type") and item.get("id") for item in value)
        for child in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(child)

    for page in LandingPage.objects.all():
        for child in page.body.raw_data:
            check(child["value"])


def test_a_button_without_a_target_is_refused():
    """X1: a label that leads nowhere does not reach a page."""
    block = ActionBlock()
    with pytest.raises(ValidationError):
        block.clean(block.to_python({"label": "Go", "target": "page", "page": None}))
    assert block.clean(block.to_python({"label": "Call", "target": "phone", "page": None}))["label"] == "Call"


def test_a_picture_section_without_picture_is_refused():
    """X1: never a hole where a picture should be."""
    block = ImageTextBlock()
    raw = {"heading": "H", "text": "<p>T</p>", "drawing": "", "side": "end", "tone": "paper", "image": None}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(raw))


def test_a_table_row_with_a_missing_cell_is_refused():
    """X1: cells stand under their heading, or the table is not saved."""
    block = TableBlock()
    raw = {"caption": "C", "columns": items("A", "B"), "rows": items({"cells": items("1")})}
    with pytest.raises(ValidationError):
        block.clean(block.to_python(raw))
    raw["rows"] = items({"cells": items("1", "2")})
    assert block.clean(block.to_python(raw))
