"""The sections that stand on other rooms or on other pages: doors, flow, companies, form, and what others show."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Locale, Page

from home.base.links import LinkedPageBlock
from home.pages.blocks import ACTION, LISTS, MEDIA, StepBlock, drawing_choice
from leads.forms.blocks import FormBlock
from privacy.cookies.blocks import FrameBlock, MapBlock, PostBlock, VideoBlock


class DoorBlock(blocks.StructBlock):
    """One door: a large link to a page."""

    page = LinkedPageBlock(label=_("page"))
    heading = blocks.CharBlock(max_length=60, label=_("heading"))
    text = blocks.TextBlock(max_length=200, label=_("text"))
    drawing = drawing_choice()

    class Meta:
        icon = "arrow-right"
        label = _("Door")
        label_format = "{heading}"


class DoorsBlock(blocks.StructBlock):
    """Large links for each audience."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    doors = blocks.ListBlock(DoorBlock(), min_num=2, max_num=3, label=_("doors"))

    class Meta:
        icon = "arrow-right-full"
        label = _("Doors")
        description = _("Two or three large links, one for each group of readers.")
        group = ACTION
        template = "pages/blocks/doors.html"
        preview_value = {"heading": "Where do you stand?", "doors": []}

    def get_preview_value(self) -> Any:
        """Return doors to the first pages below a home page, in the active language."""
        pages = Page.objects.live().filter(depth=3, locale=Locale.get_active()).order_by("path")[:2]
        doors = [
            {"page": page, "heading": page.title, "text": page.search_description, "drawing": drawing}
            for page, drawing in zip(pages, ("truck", "car"), strict=False)
        ]
        return self.normalize({**self.meta.preview_value, "doors": doors})


class FlowBlock(blocks.StructBlock):
    """The tyre's way as an ordered list around a ring, with its fork: back on the road, or material."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.TextBlock(required=False, max_length=280, label=_("text"))
    steps = blocks.ListBlock(
        StepBlock(), min_num=3, max_num=3, label=_("steps up to the fork"), help_text=_("The last one is the fork.")
    )
    road = StepBlock(label=_("first way: back on the road"))
    material = StepBlock(label=_("second way: material"))
    drive = blocks.CharBlock(
        max_length=60, label=_("closing the circle"), help_text=_("What the ring says where it begins again.")
    )
    page = LinkedPageBlock(required=False, label=_("page that explains it"))
    page_label = blocks.CharBlock(required=False, max_length=60, label=_("label of that link"))

    class Meta:
        icon = "rotate"
        label = _("Circular flow")
        description = _("What happens to a tyre: steps around a ring, and the fork between road and material.")
        group = LISTS
        template = "pages/blocks/flow.html"
        preview_value = {
            "heading": "How it goes round",
            "steps": [
                {"heading": "Inspected", "text": "By hand."},
                {"heading": "Collected", "text": "By truck."},
                {"heading": "Sorted", "text": "By size."},
            ],
            "road": {"heading": "Retreaded", "text": "A new tread on a sound casing."},
            "material": {"heading": "Recycled", "text": "Granulate, powder, steel."},
            "drive": "Back on the road",
        }


class CompaniesBlock(blocks.StructBlock):
    """A row for each company: what goes in, what comes out. The rows come from the companies' own pages."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.TextBlock(required=False, max_length=280, label=_("text"))

    class Meta:
        icon = "list-ul"
        label = _("Company rows")
        description = _("A row for each company page: its name, what goes in and what comes out.")
        group = LISTS
        template = "pages/blocks/companies.html"
        preview_value = {"heading": "Four companies, one chain"}


class FormSectionBlock(blocks.StructBlock):
    """A form beside its heading."""

    heading = blocks.CharBlock(max_length=100, label=_("heading"))
    text = blocks.TextBlock(required=False, max_length=280, label=_("text"))
    form = FormBlock(label=_("form"))

    class Meta:
        icon = "form"
        label = _("Form")
        description = _("A form from “Forms”. While it is not live in a language, visitors see phone and e-mail.")
        group = ACTION
        template = "pages/blocks/form.html"
        preview_value = {"heading": "Write to us", "text": "We use your answers for your question only."}

    def get_preview_value(self) -> Any:
        """Return the section with the first form that is live in the active language."""
        form = self.child_blocks["form"].model_class.objects.filter(live=True, locale=Locale.get_active()).first()
        return self.normalize({**self.meta.preview_value, "form": form})


class VideoSectionBlock(blocks.StructBlock):
    """A video with its heading."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    video = VideoBlock(label=_("video"))

    class Meta:
        icon = "media"
        label = _("Video")
        description = _("A video that loads nothing from elsewhere until a visitor presses play.")
        group = MEDIA
        template = "pages/blocks/video.html"
        preview_value = {
            "heading": "An inspection",
            "video": {
                "address": "https://vimeo.com/76979871",
                "title": "How a casing is inspected",
                "duration": "4:12",
                "transcript": "<p>An inspector lifts the tyre and marks it with chalk.</p>",
            },
        }


class MapSectionBlock(blocks.StructBlock):
    """A map with its heading."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    embed = MapBlock(label=_("map"))

    class Meta:
        icon = "site"
        label = _("Map")
        description = _("A map that loads nothing from elsewhere until a visitor presses the button.")
        group = MEDIA
        template = "pages/blocks/embed.html"
        preview_value = {"heading": "Where we are", "embed": MapBlock().meta.preview_value}


class PostSectionBlock(blocks.StructBlock):
    """A post at LinkedIn with its heading."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    embed = PostBlock(label=_("post"))

    class Meta:
        icon = "openquote"
        label = _("LinkedIn post")
        description = _("A post that loads nothing from LinkedIn until a visitor presses the button.")
        group = MEDIA
        template = "pages/blocks/embed.html"
        preview_value = {"heading": "From the road", "embed": PostBlock().meta.preview_value}


class FrameSectionBlock(blocks.StructBlock):
    """A page of another company with its heading."""

    heading = blocks.CharBlock(required=False, max_length=100, label=_("heading"))
    embed = FrameBlock(label=_("page"))

    class Meta:
        icon = "code"
        label = _("Page of another company")
        description = _("A page in a frame, which loads nothing until a visitor presses the button.")
        group = MEDIA
        template = "pages/blocks/embed.html"
        preview_value = {"heading": "Collections", "embed": FrameBlock().meta.preview_value}
