"""A video of another company, which nobody meets before they press play."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from privacy.cookies.selectors import csp_sources, current_offer, embed_vendor

DURATION = re.compile(r"^(?:(\d{1,2}):)?([0-5]?\d):([0-5]\d)$")


@dataclass(frozen=True)
class Player:
    """How a company's videos are named, watched and embedded in its variant that tracks least (C16)."""

    vendor: str
    name: str
    address: re.Pattern[str]
    player: str
    options: Mapping[str, str]
    watch: str
    site: str


PLAYERS = (
    Player(
        vendor="vimeo",
        name="Vimeo",
        address=re.compile(r"^(?:https?://)?(?:(?:www|player)\.)?vimeo\.com/(?:video/)?(\d{5,12})(?:[/?](?:h=)?([0-9a-f]{6,20}))?|^(\d{5,12})$"),
        player="https://player.vimeo.com/video/{id}",
        options={"dnt": "1"},
        watch="https://vimeo.com/{id}",
        site="vimeo.com",
    ),
    Player(
        vendor="youtube",
        name="YouTube",
        address=re.compile(r"^(?:https?://)?(?:www\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?v=|embed/)|youtu\.be/)([\w-]{11})(?:[&?].*)?$"),
        player="https://www.youtube-nocookie.com/embed/{id}",
        options={"rel": "0"},
        watch="https://www.youtube.com/watch?v={id}",
        site="youtube.com",
    ),
)  # fmt: skip


def find_video(address: str) -> tuple[Player, str, str] | None:
    """Return player, number and private key of the video that `address` names."""
    for player in PLAYERS:
        match = player.address.match(address.strip())
        if match:
            groups = [*match.groups(), "", ""][:3]
            return player, groups[0] or groups[2] or "", groups[1] or ""
    return None


class VideoValue(blocks.StructValue):
    """What a template shows of a video."""

    @cached_property
    def _found(self) -> tuple[Player, str, str] | None:
        return find_video(self.get("address") or "")

    @property
    def vendor_key(self) -> str:
        return self._found[0].vendor if self._found else ""

    @property
    def site(self) -> str:
        return self._found[0].site if self._found else ""

    @property
    def player_url(self) -> str:
        if not self._found:
            return ""
        player, number, private = self._found
        options = {"h": private, **player.options} if private else player.options
        return f"{player.player.format(id=number)}?{urlencode(options)}"

    @property
    def watch_url(self) -> str:
        if not self._found:
            return ""
        player, number, private = self._found
        return player.watch.format(id=number) + (f"/{private}" if private else "")

    @property
    def iso_duration(self) -> str:
        """The length for machines (ISO 8601), such as PT4M12S."""
        match = DURATION.match(self.get("duration") or "")
        if not match:
            return ""
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return f"PT{hours}H{minutes}M{seconds}S" if hours else f"PT{minutes}M{seconds}S"


class VideoBlock(blocks.StructBlock):
    """A video with its poster; the company that plays it is met when a visitor presses play (C14–C16)."""

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

    def clean(self, value: Any) -> Any:
        """Refuse an address that names no video, and a length that is none."""
        cleaned = super().clean(value)
        errors = {}
        if not find_video(cleaned["address"]):
            errors["address"] = ValidationError(
                _("This is not the address of a video at Vimeo or YouTube. Copy it from the browser’s address bar.")
            )
        if not DURATION.match(cleaned["duration"]):
            errors["duration"] = ValidationError(_("Write minutes and seconds, such as 4:12."))
        if errors:
            raise blocks.StructBlockValidationError(block_errors=errors)
        return cleaned

    def csp_sources(self, value: VideoValue) -> dict[str, list[str]]:
        """Return the CSP additions of a page with this video."""
        return csp_sources([value.vendor_key] if value.vendor_key else [])

    def get_context(self, value: VideoValue, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the company, if the release lets visitors allow it, and the group it belongs to."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        vendor = embed_vendor(value.vendor_key)
        offer = current_offer()
        context["vendor"] = vendor
        context["words"] = offer.words if offer else {}
        if offer and vendor:
            group = offer.embeds[vendor.key].key
            context |= {"consent_group": group, "since": offer.asked_since(vendor.key, group)}
        return context
