"""What a form may ask: one block a kind of question, each bound to the kind of data its answer is."""

from leads.forms.field_blocks.base import ONE_OF, OPTIONAL, REQUIRED
from leads.forms.field_blocks.stream import FieldsBlock

__all__ = ["ONE_OF", "OPTIONAL", "REQUIRED", "FieldsBlock"]
