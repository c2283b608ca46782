"""What an address of another company shows, and how it is embedded in the variant that tracks least (C16)."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from django.utils.translation import gettext as _

from privacy.register.selectors import released_register

VIDEO, MAP, POST, FRAME = "video", "map", "post", "frame"
OPENSTREETMAP, LINKEDIN = "openstreetmap", "linkedin"
# The map's own shape, in pixels, and the size of a tile: together they say how much a zoom shows.
MAP_WIDTH, MAP_HEIGHT, TILE = 800, 450, 256
_MAP_HASH = re.compile(r"map=(\d{1,2})/(-?\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)")
_POST = re.compile(r"(activity|share|ugcPost)[:-](\d{15,22})")


@dataclass(frozen=True)
class Embed:
    """Something of another company. `frame_url` is what its frame loads once a visitor allows it, `page_url` the same
    at the company's own site; `play` is added to the first when a press is to start it.
    """

    kind: str
    vendor: str
    frame_url: str
    page_url: str
    site: str
    play: str = ""

    @property
    def name(self) -> str:
        """What it is, for those who do not see it: "Map (openstreetmap.org)"."""
        names = {VIDEO: _("Video"), MAP: _("Map"), POST: _("Post"), FRAME: _("Contents")}
        return f"{names[self.kind]} ({self.site})"


@dataclass(frozen=True)
class Player:
    """How a company's videos are named, watched and embedded."""

    vendor: str
    address: re.Pattern[str]
    player: str
    watch: str
    site: str
    options: Mapping[str, str] = field(default_factory=dict)


PLAYERS = (
    Player(
        vendor="vimeo",
        address=re.compile(r"^(?:https?://)?(?:(?:www|player)\.)?vimeo\.com/(?:video/)?(\d{5,12})(?:[/?](?:h=)?([0-9a-f]{6,20}))?|^(\d{5,12})$"),
        player="https://player.vimeo.com/video/{id}",
        options={"dnt": "1"},
        watch="https://vimeo.com/{id}",
        site="vimeo.com",
    ),
    Player(
        vendor="youtube",
        address=re.compile(r"^(?:https?://)?(?:www\.)?(?:youtube(?:-nocookie)?\.com/(?:watch\?v=|embed/)|youtu\.be/)([\w-]{11})(?:[&?].*)?$"),
        player="https://www.youtube-nocookie.com/embed/{id}",
        options={"rel": "0"},
        watch="https://www.youtube.com/watch?v={id}",
        site="youtube.com",
    ),
)  # fmt: skip
VIDEO_VENDORS = frozenset(player.vendor for player in PLAYERS)


def find_video(address: str) -> Embed | None:
    """Return the video that an address or a number at Vimeo names."""
    for player in PLAYERS:
        if match := player.address.match(address.strip()):
            groups = [*match.groups(), "", ""][:3]
            number, private = groups[0] or groups[2] or "", groups[1] or ""
            options = {"h": private, **player.options} if private else player.options
            frame = f"{player.player.format(id=number)}?{urlencode(options)}"
            page = player.watch.format(id=number) + (f"/{private}" if private else "")
            return Embed(VIDEO, player.vendor, frame, page, player.site, play="&autoplay=1")
    return None


def find_map(address: str) -> Embed | None:
    """Return the map that an address at openstreetmap.org shows, with a mark where it names one or in its middle."""
    parts = _secure(address)
    if parts is None or parts.host.removeprefix("www.") not in ("openstreetmap.org", "osm.org"):
        return None
    query, seen = parse_qs(parts.url.query), _MAP_HASH.search(parts.url.fragment)
    try:
        latitude = float(query["mlat"][0] if "mlat" in query else seen[2] if seen else query["lat"][0])
        longitude = float(query["mlon"][0] if "mlon" in query else seen[3] if seen else query["lon"][0])
        zoom = int(seen[1] if seen else query.get("zoom", ["16"])[0])
    except (KeyError, ValueError):
        return None
    if not (abs(latitude) <= 85 and abs(longitude) <= 180 and 1 <= zoom <= 19):
        return None
    wide = 180 * MAP_WIDTH / TILE / 2**zoom
    high = wide * MAP_HEIGHT / MAP_WIDTH * math.cos(math.radians(latitude))
    box = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    point = f"{latitude:.5f},{longitude:.5f}"
    options = urlencode({"bbox": ",".join(f"{edge:.5f}" for edge in box), "layer": "mapnik", "marker": point})
    page = f"?mlat={latitude:.5f}&mlon={longitude:.5f}#map={zoom}/{latitude:.5f}/{longitude:.5f}"
    site = "https://www.openstreetmap.org/"
    return Embed(MAP, OPENSTREETMAP, f"{site}export/embed.html?{options}", site + page, "openstreetmap.org")


def find_post(address: str) -> Embed | None:
    """Return the post at LinkedIn that an address, copied from the browser or from "Embed this post", names."""
    parts = _secure(address)
    if parts is None or not (parts.host == "linkedin.com" or parts.host.endswith(".linkedin.com")):
        return None
    if not (match := _POST.search(parts.url.path)):
        return None
    post = f"feed/update/urn:li:{match[1]}:{match[2]}"
    site = "https://www.linkedin.com/"
    return Embed(POST, LINKEDIN, f"{site}embed/{post}", f"{site}{post}/", "linkedin.com")


def find_frame(address: str) -> Embed | None:
    """Return a page of a company whose host names for embeds stand in the release; `vendor` is empty for any other."""
    parts = _secure(address)
    if parts is None:
        return None
    register = released_register()
    vendors = register.vendors if register else ()
    vendor = next((vendor.key for vendor in vendors if parts.host in vendor.frame_hosts), "")
    return Embed(FRAME, vendor, address.strip(), address.strip(), parts.host.removeprefix("www."))


FINDERS: dict[str, Callable[[str], Embed | None]] = {
    VIDEO: find_video,
    MAP: find_map,
    POST: find_post,
    FRAME: find_frame,
}


def find_embed(address: str) -> Embed | None:
    """Return what an address shows: a video, map or post where one is known by it, else a page of a known company."""
    for find in (find_video, find_map, find_post):
        if found := find(address):
            return found
    frame = find_frame(address)
    return frame if frame and frame.vendor else None


@dataclass(frozen=True)
class _Secure:
    """An https address, with its host in small letters."""

    url: SplitResult
    host: str


def _secure(address: str) -> _Secure | None:
    """Return an address that starts with https:// and names neither a user nor a port."""
    try:
        url = urlsplit(address.strip())
        odd = url.username is not None or url.port is not None
    except ValueError:
        return None
    if url.scheme != "https" or not url.hostname or odd or re.search(r"[\s\"'<>\\]", address.strip()):
        return None
    return _Secure(url, url.hostname.lower())
