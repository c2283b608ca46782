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
    """How a company's videos are watched and embedded."""

    vendor: str
    player: str
    watch: str
    site: str
    options: Mapping[str, str] = field(default_factory=dict)

    def video(self, number: str, private: str = "") -> Embed:
        """Return one of its videos; `private` is the key of one that is listed nowhere."""
        options = {"h": private, **self.options} if private else self.options
        frame = f"{self.player.format(id=number)}?{urlencode(options)}"
        page = self.watch.format(id=number) + (f"/{private}" if private else "")
        return Embed(VIDEO, self.vendor, frame, page, self.site, play="&autoplay=1")


VIMEO = Player(
    vendor="vimeo",
    player="https://player.vimeo.com/video/{id}",
    options={"dnt": "1"},
    watch="https://vimeo.com/{id}",
    site="vimeo.com",
)
YOUTUBE = Player(
    vendor="youtube",
    player="https://www.youtube-nocookie.com/embed/{id}",
    options={"rel": "0"},
    watch="https://www.youtube.com/watch?v={id}",
    site="youtube.com",
)
VIDEO_VENDORS = frozenset((VIMEO.vendor, YOUTUBE.vendor))
_VIMEO_NUMBER = re.compile(r"[1-9]\d{4,15}")
_VIMEO_KEY = re.compile(r"[0-9a-f]{6,20}")
_YOUTUBE_ID = re.compile(r"[\w-]{11}", re.A)


def find_video(address: str) -> Embed | None:
    """Return the video that an address, or a number at Vimeo, names whole: host, path and query are read apart."""
    address = address.strip()
    if _VIMEO_NUMBER.fullmatch(address):
        return VIMEO.video(address)
    parts = _secure(_with_scheme(address))
    if parts is None:
        return None
    path = [part for part in parts.url.path.split("/") if part]
    query = {name: values[0] for name, values in parse_qs(parts.url.query).items()}
    host = parts.host.removeprefix("www.").removeprefix("m.")
    if host in ("vimeo.com", "player.vimeo.com"):
        return _at_vimeo(path, query)
    if host in ("youtube.com", "youtube-nocookie.com", "music.youtube.com", "youtu.be"):
        return _at_youtube(path if host != "youtu.be" else ["embed", *path], query)
    return None


def _with_scheme(address: str) -> str:
    """Return an address as people copy it, from `vimeo.com/…` or http too, as the secure one it leads to."""
    return f"https://{re.sub('^(?:https?:)?//', '', address, flags=re.I)}"


def _at_vimeo(path: list[str], query: Mapping[str, str]) -> Embed | None:
    """The first part of the path that is a number names the video; its key is the next part, or `h`."""
    if path and path[0] in ("channels", "groups"):
        path = path[2:]  # its name may be a number, too
    place = next((at for at, part in enumerate(path) if _VIMEO_NUMBER.fullmatch(part)), None)
    # Of these the number is another thing's: a list of videos, an event, a person.
    if place is None or path[0] in ("showcase", "album", "event", "user", "ondemand"):
        return None
    after = path[place + 1] if place + 1 < len(path) else ""
    key = query.get("h") or after
    return VIMEO.video(path[place], key if _VIMEO_KEY.fullmatch(key) else "")


def _at_youtube(path: list[str], query: Mapping[str, str]) -> Embed | None:
    """Films stand in the query of `watch`, others behind a word of their own."""
    named = path[1] if len(path) > 1 and path[0] in ("embed", "shorts", "live", "v") else ""
    found = query.get("v", "") if path == ["watch"] else named
    return YOUTUBE.video(found) if _YOUTUBE_ID.fullmatch(found) else None


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
