"""Messages put on the blocks they are about, however deep those stand, as Wagtail's editor shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from wagtail.blocks import ListBlock, ListBlockValidationError, StreamBlock, StreamBlockValidationError, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

Messages = Mapping[str, Sequence[str]]


def stream_errors(stream: Any, messages: Messages) -> ValidationError | None:
    """Return the errors of a stream whose blocks, or blocks within them, have messages by block id."""
    errors = {}
    for index, child in enumerate(stream or ()):
        within = _errors_within(child.block, child.value, messages)
        own = [ValidationError(message) for message in messages.get(child.id, ())]
        if within:
            errors[index] = StructBlockValidationError(block_errors=within, non_block_errors=own)
        elif own:
            errors[index] = StructBlockValidationError(non_block_errors=own)
    return StreamBlockValidationError(block_errors=errors) if errors else None


def _errors_within(block: Any, value: Any, messages: Messages) -> dict[str, ValidationError]:
    """Return the errors of a struct's own streams, also of those in its lists."""
    found: dict[str, ValidationError] = {}
    for name, child in block.child_blocks.items() if isinstance(block, StructBlock) else ():
        error = None
        if isinstance(child, StreamBlock):
            error = stream_errors(value[name], messages)
        elif isinstance(child, ListBlock):
            error = _list_errors(child, value[name], messages)
        if error:
            found[name] = error
    return found


def _list_errors(block: Any, items: Any, messages: Messages) -> ValidationError | None:
    errors = {}
    for index, item in enumerate(items):
        within = _errors_within(block.child_block, item, messages)
        if within:
            errors[index] = StructBlockValidationError(block_errors=within)
    return ListBlockValidationError(block_errors=errors) if errors else None
