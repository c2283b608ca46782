"""The sections editors build pages from: texts, lists and pictures."""

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from home.base.links import LinkedPageBlock

TEXT = _("Text")
LISTS = _("Lists and figures")
ACTION = _("Contact and action")
MEDIA = _("Pictures and files")
RICH = ["h2", "h3", "bold", "italic", "link", "ol", "ul", "document-link", "embed"]
INLINE = ["bold", "italic", "link", "ol", "ul"]
DRAWING_CHOICES = [
    ("tyre", _("Tyre cut open")),
    ("car", _("Car tyre")),
    ("truck", _("Truck combination")),
    ("stacks", _("Casings stacked by size")),
    ("lamp", _("Inspector's lamp and chalk")),
    ("granulate", _("Tyre, granulate, powder")),
    ("wire", _("Steel wire")),
    ("map", _("Map of the area")),
]


def drawing_choice(required: bool = False) -> blocks.ChoiceBlock:
    """Return the field that chooses one of the site's own drawings."""
    return blocks.ChoiceBlock(
        choices=DRAWING_CHOICES,
        required=required,
        label=_("drawing"),
        help_text=_("One of the site's own drawings; it follows the colours of the page."),
    )


class ActionBlock(blocks.StructBlock):
    """A button: to a page, or to the company's phone or mail from the privacy register."""

    label = blocks.CharBlock(required=False, max_length=50, label=_("label"))
    target = blocks.ChoiceBlock(
        choices=[("page", _("A page")), ("phone", _("The company's phone")), ("email", _("The company's e-mail"))],
        default="page",
        label=_("leads to"),
    )
    page = LinkedPageBlock(required=False, label=_("page"))

    class Meta:
        icon = "link"
        label = _("Action")
        label_format = "{label}"
        template = "pages/blocks/action.html"
        collapsed = True

    def clean(self, value: dict) -> dict:
        """Refuse a labelled button that leads nowhere."""
        cleaned = super().clean(value)
        if cleaned["label"] and cleaned["target"] == "page" and not cleaned["page"]:
            error = ValidationError(_("Choose the page this button leads to."))
            raise blocks.StructBlockValidationError(block_errors={"page": error})
        return cleaned


class HeroBlock(blocks.StructBlock):
    """The top of a page: its only first-level heading, one sentence, up to two actions."""

    heading = blocks.CharBlock(max_length=80, label=_("heading"))
    lead = blocks.TextBlock(max_length=320, label=_("lead"), help_text=_("One or two sentences: who, what, for whom."))
    action = ActionBlock(required=False, label=_("main action (orange)"))
    second_action = ActionBlock(required=False, label=_("second action"))
    drawing = blocks.ChoiceBlock(
        choices=[("ring", _("Tread ring")), *DRAWING_CHOICES], required=False, label=_("drawing")
    )

    class Meta:
        icon = "title"
        label = _("Top of the page")
        description = _("The large heading with one or two sentences and up to two actions.")
        group = TEXT
        template = "pages/blocks/hero.html"
        preview_value = {
            "heading": "A tyre comes off. Its work goes on.",
            "lead": "We inspect, buy and collect truck-tyre casings.",
            "action": {"label": "Offer casings", "target": "phone"},
            "drawing": "ring",
        }


class TextBlock(blocks.StructBlock):
    """Running text."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    text = blocks.RichTextBlock(features=RICH, label=_("text"))

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("Running text with headings, lists and links.")
        group = TEXT
        template = "pages/blocks/text.html"
        preview_value = {"heading": "What happens next", "text": "<p>An inspector looks at every casing.</p>"}


class ImageTextBlock(blocks.StructBlock):
    """A photo or a drawing beside a text."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.RichTextBlock(features=INLINE, label=_("text"))
    action = ActionBlock(required=False, label=_("action"))
    image = ImageBlock(required=False, label=_("photo"), help_text=_("Cut to 3 : 2 around its focal point."))
    drawing = drawing_choice()
    side = blocks.ChoiceBlock(
        choices=[("end", _("Picture on the right")), ("start", _("Picture on the left"))],
        default="end",
        label=_("arrangement"),
    )
    tone = blocks.ChoiceBlock(
        choices=[("paper", _("Paper (light)")), ("rubber", _("Rubber (dark)"))], default="paper", label=_("ground")
    )

    class Meta:
        icon = "image"
        label = _("Picture with text")
        description = _("A photo or one of the site's drawings beside a short text.")
        group = MEDIA
        template = "pages/blocks/image_text.html"
        preview_value = {
            "heading": "Looked at by hand",
            "text": "<p>Tread, belt, bead: an inspector checks each casing.</p>",
            "drawing": "tyre",
            "side": "end",
            "tone": "paper",
        }

    def clean(self, value: dict) -> dict:
        """Ask for a photo or a drawing."""
        cleaned = super().clean(value)
        if not cleaned["image"] and not cleaned["drawing"]:
            error = ValidationError(_("Choose a photo or a drawing; a text alone is a “Text” section."))
            raise blocks.StructBlockValidationError(block_errors={"drawing": error})
        return cleaned


class ColumnBlock(blocks.StructBlock):
    """One of two columns."""

    heading = blocks.CharBlock(max_length=80, label=_("heading"))
    text = blocks.RichTextBlock(features=INLINE, label=_("text"))
    drawing = drawing_choice()
    action = ActionBlock(required=False, label=_("action"))

    class Meta:
        icon = "doc-full"
        label = _("Column")
        label_format = "{heading}"


class ColumnsBlock(blocks.StructBlock):
    """Two offers side by side."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    columns = blocks.ListBlock(ColumnBlock(), min_num=2, max_num=2, label=_("columns"))

    class Meta:
        icon = "grip"
        label = _("Two columns")
        description = _("Two offers of equal weight beside each other, such as truck casings and car tyres.")
        group = TEXT
        template = "pages/blocks/columns.html"
        preview_value = {
            "columns": [
                {"heading": "Truck casings", "text": "<p>Inspected and bought.</p>", "drawing": "stacks"},
                {"heading": "Car tyres", "text": "<p>Collected and checked.</p>", "drawing": "car"},
            ]
        }


class StepBlock(blocks.StructBlock):
    """One step."""

    heading = blocks.CharBlock(max_length=60, label=_("heading"))
    text = blocks.TextBlock(max_length=280, label=_("text"))

    class Meta:
        icon = "order"
        label = _("Step")
        label_format = "{heading}"


class StepsBlock(blocks.StructBlock):
    """Numbered steps."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=6, label=_("steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What happens, in order, as numbered steps.")
        group = LISTS
        template = "pages/blocks/steps.html"
        preview_value = {
            "heading": "Four steps",
            "steps": [
                {"heading": "You call", "text": "Tell us what you have."},
                {"heading": "We look", "text": "On site."},
            ],
        }


class FigureBlock(blocks.StructBlock):
    """One number."""

    value = blocks.CharBlock(max_length=12, label=_("figure"))
    label = blocks.CharBlock(max_length=120, label=_("what it counts"))

    class Meta:
        icon = "order"
        label = _("Figure")
        label_format = "{value} {label}"


class FiguresBlock(blocks.StructBlock):
    """Numbers with their source; they do not count up."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    figures = blocks.ListBlock(FigureBlock(), min_num=2, max_num=4, label=_("figures"))
    source = blocks.CharBlock(max_length=160, label=_("source"), help_text=_("Who says so, and of when it is."))

    class Meta:
        icon = "table"
        label = _("Figures")
        description = _("Two to four numbers, with the source printed below them.")
        group = LISTS
        template = "pages/blocks/figures.html"
        preview_value = {
            "figures": [{"value": "1968", "label": "founded"}, {"value": "18", "label": "inspectors"}],
            "source": "Kargro Group",
        }


class QuestionBlock(blocks.StructBlock):
    """A question and its answer."""

    question = blocks.CharBlock(max_length=140, label=_("question"))
    answer = blocks.RichTextBlock(features=INLINE, label=_("answer"))

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"


class FaqBlock(blocks.StructBlock):
    """Questions that open on a press, without JavaScript."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    questions = blocks.ListBlock(QuestionBlock(), min_num=1, label=_("questions"))

    class Meta:
        icon = "help"
        label = _("Questions and answers")
        description = _("Questions whose answers open on a press.")
        group = TEXT
        template = "pages/blocks/faq.html"
        preview_value = {
            "heading": "Questions",
            "questions": [{"question": "Which sizes?", "answer": "<p>All truck sizes.</p>"}],
        }


class CallToActionBlock(blocks.StructBlock):
    """One sentence and one button."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.TextBlock(required=False, max_length=280, label=_("text"))
    action = ActionBlock(label=_("action"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        description = _("One sentence and one button. Use it once a page.")
        group = ACTION
        template = "pages/blocks/call_to_action.html"
        preview_value = {"heading": "Casings in the yard?", "action": {"label": "Call us", "target": "phone"}}


class ContactCardBlock(blocks.StructBlock):
    """The company's address, phone and mail, from the privacy register."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.TextBlock(required=False, max_length=280, label=_("text"))

    class Meta:
        icon = "mail"
        label = _("Contact card")
        description = _("Phone, e-mail and address. They come from the privacy register and are not typed here.")
        group = ACTION
        template = "pages/blocks/contact_card.html"
        preview_value = {"heading": "Talk to us", "text": "By phone or by mail."}


class RowBlock(blocks.StructBlock):
    """One row of a table."""

    cells = blocks.ListBlock(blocks.CharBlock(required=False, max_length=240), label=_("cells"))

    class Meta:
        icon = "minus"
        label = _("Row")


class TableBlock(blocks.StructBlock):
    """A small table; on phones each row becomes a list."""

    caption = blocks.CharBlock(max_length=160, label=_("caption"))
    columns = blocks.ListBlock(blocks.CharBlock(max_length=80), min_num=2, max_num=5, label=_("column headings"))
    rows = blocks.ListBlock(RowBlock(), min_num=1, label=_("rows"))

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("A table with a caption. The first column names the row.")
        group = LISTS
        template = "pages/blocks/table.html"
        preview_value = {
            "caption": "Processes",
            "columns": ["Process", "Kind"],
            "rows": [{"cells": ["UBO", "Hot"]}, {"cells": ["Bandag", "Cold"]}],
        }

    def clean(self, value: dict) -> dict:
        """Refuse rows with more or fewer cells than there are columns."""
        cleaned = super().clean(value)
        width = len(cleaned["columns"])
        wrong = [number for number, row in enumerate(cleaned["rows"], 1) if len(row["cells"]) != width]
        if wrong:
            message = _("Row %(row)s must have %(width)s cells, one for each column heading.")
            error = ValidationError(message, params={"row": wrong[0], "width": width})
            raise blocks.StructBlockValidationError(block_errors={"rows": error})
        return cleaned


class DownloadBlock(blocks.StructBlock):
    """A file to download, with its kind and size."""

    label = blocks.CharBlock(max_length=100, label=_("label"))
    text = blocks.CharBlock(required=False, max_length=200, label=_("text"))
    document = DocumentChooserBlock(label=_("document"))

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A document with its kind and size. Asks nothing of the reader.")
        group = MEDIA
        template = "pages/blocks/download.html"
        preview_value = {"label": "Leaflet", "text": "How we sort casings."}

    def get_preview_value(self) -> Any:
        """Return a download of no file: none may have been uploaded yet."""
        leaflet = SimpleNamespace(url="#", file_extension="pdf", get_file_size=184_320)
        return blocks.StructValue(self, {**self.meta.preview_value, "document": leaflet})
