"""Links that editors place in the navigation and the footer."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from home.base.links import LinkedPageBlock


class LinkBlock(blocks.StructBlock):
    """A link to a page of the site, or to a path of it such as the cookie page."""

    page = LinkedPageBlock(required=False, label=_("page"))
    label = blocks.CharBlock(
        required=False, max_length=60, label=_("label"), help_text=_("Empty takes the page's own title.")
    )
    view = blocks.ChoiceBlock(
        choices=[("cookies", _("Cookies")), ("search", _("Search"))],
        required=False,
        label=_("or a fixed page"),
        help_text=_("Pages the site makes itself."),
    )

    class Meta:
        icon = "link"
        label = _("Link")
        label_format = "{label} {page}"
        description = _("A link with a short label.")

    def clean(self, value: dict) -> dict:
        """Refuse a link that leads nowhere."""
        cleaned = super().clean(value)
        if not cleaned["page"] and not cleaned["view"]:
            raise blocks.StructBlockValidationError(
                block_errors={"page": ValidationError(_("Choose a page, or one of the fixed pages below."))}
            )
        return cleaned


class FooterColumnBlock(blocks.StructBlock):
    """A heading with links below it."""

    heading = blocks.CharBlock(max_length=60, label=_("heading"))
    links = blocks.ListBlock(LinkBlock(), label=_("links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")
        description = _("A heading with links below it.")
