"""Things of other companies on a page: videos, maps, posts, pages. Nobody meets the company before they press."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from privacy.cookies.embeds import FINDERS, FRAME, MAP, POST, VIDEO, Embed
from privacy.cookies.selectors import csp_sources, gate_context

DURATION = re.compile(r"^(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)$")


class EmbedValue(blocks.StructValue):
    """What a template shows of another company's thing."""

    @cached_property
    def embed(self) -> Embed | None:
        """What the address names; None while it names nothing that may stand here."""
        return FINDERS[self.block.kind](self.get("address") or "")

    @property
    def vendor_key(self) -> str:
        return self.embed.vendor if self.embed else ""


class VideoValue(EmbedValue):
    """A video with its length."""

    @property
    def iso_duration(self) -> str:
        """The length for machines (ISO 8601), such as PT4M12S."""
        match = DURATION.match(self.get("duration") or "")
        if not match:
            return ""
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return f"PT{hours}H{minutes}M{seconds}S" if hours else f"PT{minutes}M{seconds}S"


class EmbedBlock(blocks.StructBlock):
    """Something of another company; `kind` says what its address may name (C14, C15)."""

    kind: str

    class Meta:
        group = _("Media")
        value_class = EmbedValue
        template = "cookies/embed.html"

    def wrong_address(self) -> str:
        """Return what an editor is told about an address that names nothing of this kind."""
        raise NotImplementedError

    def faults(self, value: Any) -> dict[str, ValidationError]:
        """Return what is wrong, by field."""
        found = FINDERS[self.kind](value["address"])
        return {} if found and found.vendor else {"address": ValidationError(self.wrong_address())}

    def clean(self, value: Any) -> Any:
        """Refuse an address that names nothing of this kind."""
        cleaned = super().clean(value)
        if errors := self.faults(cleaned):
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def csp_sources(self, value: EmbedValue) -> dict[str, list[str]]:
        """Return the CSP additions of a page with this block."""
        return csp_sources([value.vendor_key] if value.vendor_key else [])

    def get_context(self, value: EmbedValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the company, if the release lets visitors allow it, and the group it belongs to."""
        return super().get_context(value, parent_context) | gate_context(value.vendor_key)


class VideoBlock(EmbedBlock):
    """A video with its poster; the company that plays it is met when a visitor presses play (C14–C16)."""

    kind = VIDEO

    address = blocks.CharBlock(
        label=_("address at Vimeo or YouTube"),
        max_length=200,
        help_text=_("Copy it from the browser, such as https://vimeo.com/76979871."),
    )
    title = blocks.CharBlock(label=_("title"), max_length=120)
    duration = blocks.CharBlock(label=_("length"), max_length=8, help_text=_("Minutes and seconds, such as 4:12."))
    poster = ImageChooserBlock(
        label=_("still picture"), help_text=_("Shown until someone presses play. It comes from this site.")
    )
    captions = blocks.CharBlock(
        label=_("captions"),
        max_length=120,
        required=False,
        help_text=_("In which languages, such as “Captions in Dutch and English”."),
    )
    transcript = blocks.RichTextBlock(
        label=_("what is said and shown"),
        features=["bold", "italic", "ul", "ol", "link"],
        help_text=_("For those who cannot or do not want to play the video."),
    )

    class Meta:
        icon = "media"
        label = _("Video")
        group = _("Media")
        value_class = VideoValue
        template = "cookies/video.html"
        description = _("A video that loads nothing from elsewhere until a visitor presses play.")
        preview_value = {
            "address": "https://vimeo.com/76979871",
            "title": "How a casing is inspected",
            "duration": "4:12",
            "captions": "",
            "transcript": "<p>An inspector lifts the tyre and marks it with chalk.</p>",
        }

    def wrong_address(self) -> str:
        return str(_("This is not the address of a video at Vimeo or YouTube. Copy it from the browser’s address bar."))

    def faults(self, value: Any) -> dict[str, ValidationError]:
        """Refuse a length that is none as well."""
        found = super().faults(value)
        if not DURATION.match(value["duration"]):
            found["duration"] = ValidationError(_("Write minutes and seconds, such as 4:12."))
        return found


def _address(label: Any, help_text: Any) -> blocks.CharBlock:
    return blocks.CharBlock(label=label, max_length=500, help_text=help_text)


def _title() -> blocks.CharBlock:
    return blocks.CharBlock(label=_("title"), max_length=120)


def _poster() -> ImageChooserBlock:
    return ImageChooserBlock(
        label=_("still picture"),
        required=False,
        help_text=_("Shown until someone presses the button. It comes from this site."),
    )


def _in_words(label: Any) -> blocks.RichTextBlock:
    return blocks.RichTextBlock(
        label=label,
        features=["bold", "italic", "ul", "ol", "link"],
        help_text=_("For those who cannot or do not want to meet the other company."),
    )


class MapBlock(EmbedBlock):
    """A map of OpenStreetMap, and the way in words."""

    kind = MAP

    address = _address(
        _("address at OpenStreetMap"),
        _("Move the map until the place is in its middle, then copy the address from the browser."),
    )
    title = _title()
    poster = _poster()
    text = _in_words(_("the place in words"))

    class Meta:
        icon = "site"
        label = _("Map")
        description = _("A map that loads nothing from elsewhere until a visitor presses the button.")
        preview_value = {
            "address": "https://www.openstreetmap.org/#map=16/52.06783/4.95335",
            "title": "Where we are",
            "text": "<p>Heeswijk 135, Montfoort: from the A12 take exit Woerden.</p>",
        }

    def wrong_address(self) -> str:
        return str(_("This is not the address of a map. Open the place at openstreetmap.org and copy the address."))


class PostBlock(EmbedBlock):
    """A post at LinkedIn, and what it says."""

    kind = POST

    address = _address(
        _("address at LinkedIn"), _("In the menu of the post choose “Copy link to post”, and paste it here.")
    )
    title = _title()
    poster = _poster()
    text = _in_words(_("what the post says"))

    class Meta:
        icon = "openquote"
        label = _("LinkedIn post")
        description = _("A post that loads nothing from LinkedIn until a visitor presses the button.")
        preview_value = {
            "address": "https://www.linkedin.com/feed/update/urn:li:activity:7123456789012345678/",
            "title": "Our inspectors in Emmeloord",
            "text": "<p>Two inspectors show how a casing is graded.</p>",
        }

    def wrong_address(self) -> str:
        return str(_("This is not the address of a post at LinkedIn. Copy the link from the menu of the post."))


class FrameBlock(EmbedBlock):
    """A page of a company that the privacy register names, in a frame."""

    kind = FRAME

    address = _address(
        _("address"),
        _("It starts with https:// and is at a company that stands under Privacy › Companies with embeds."),
    )
    title = _title()
    poster = _poster()
    text = _in_words(_("what it shows, in words"))

    class Meta:
        icon = "code"
        label = _("Page of another company")
        description = _("A page in a frame, which loads nothing until a visitor presses the button.")
        preview_value = {
            "address": "https://player.vimeo.com/video/76979871",
            "title": "Calendar of collections",
            "text": "<p>We collect in every province each week.</p>",
        }

    def wrong_address(self) -> str:
        return str(
            _(
                "No company in the privacy register embeds pages from this address. Add its host name under "
                "Privacy › Companies and publish the register, then come back."
            )
        )
