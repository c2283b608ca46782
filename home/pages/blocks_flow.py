"""The sections about the group: the circular flow and the rows of companies."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.pages.blocks import LISTS, StepBlock
from home.shell.links import LinkedPageBlock


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

    def get_context(self, value: dict, parent_context: dict | None = None) -> dict:
        """Add the live company pages of the active language, read with one query."""
        from home.pages.selectors import companies

        context = super().get_context(value, parent_context)
        context["companies"] = companies()
        return context
