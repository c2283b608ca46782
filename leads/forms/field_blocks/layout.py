"""What stands between questions: words, and headings that hold questions together."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class StaticTextBlock(blocks.StructBlock):
    """Words between fields. Its key is its block id."""

    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul"], label=_("text"))
    kind = "text"

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        group = _("Layout")
        description = _("A short explanation between two fields.")
        preview_template = "forms/block_preview.html"
        preview_value = {"text": _("Tell us the sizes and how many, if you know them.")}

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        text = value["text"].source if value["text"] else ""
        return [{"key": block_id, "kind": self.kind, "category": "", "block": block_id, "text": text}]


class SectionBlock(blocks.StructBlock):
    """The beginning of a part of the form; it ends where the next one begins. Its key is its block id."""

    title = blocks.CharBlock(max_length=120, label=_("heading"))
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ul"], required=False, label=_("text"))
    kind = "section"

    class Meta:
        icon = "title"
        label = _("Section")
        group = _("Layout")
        description = _("A heading that holds the questions after it together, up to the next section.")
        preview_template = "forms/block_preview.html"
        preview_value = {"title": _("About your tyres"), "text": ""}

    def specs(self, value: Any, block_id: str) -> list[dict[str, Any]]:
        text = value["text"].source if value["text"] else ""
        spec = {"key": block_id, "kind": self.kind, "category": "", "block": block_id}
        return [{**spec, "title": value["title"], "text": text}]
