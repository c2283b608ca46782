"""Videos, maps and posts between the paragraphs of a rich text: behind the same notice as a block."""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from django.template.loader import render_to_string
from wagtail.embeds.finders.base import EmbedFinder
from wagtail.embeds.rich_text import MediaEmbedHandler
from wagtail.fields import StreamField
from wagtail.models import Page

from privacy.cookies.embeds import Embed, find_embed
from privacy.cookies.selectors import gate_context

_EMBED = re.compile(r"<embed [^>]*>")
_ADDRESS = re.compile(r'\burl="([^"]*)"')


class RegisterFinder(EmbedFinder):
    """Says what an address shows from the address alone: the CMS asks no other company about it (C15)."""

    def accept(self, url: str) -> bool:
        return find_embed(url) is not None

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Return what Wagtail's editor shows of an address: its kind and its site."""
        found = find_embed(url)
        assert found is not None  # noqa: S101  `accept` said so
        kind = "video" if found.kind == "video" else "rich"
        return {
            "title": found.name,
            "author_name": "",
            "provider_name": found.site,
            "type": kind,
            "thumbnail_url": "",
            "width": None,
            "height": None,
            "html": "",
        }


class GatedEmbedHandler(MediaEmbedHandler):
    """Puts what stands in a rich text behind the notice of its company; an unknown address becomes a link."""

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        """Return the HTML of one embed."""
        address = attrs.get("url", "")
        found = find_embed(address)
        if found is None:
            return render_to_string("cookies/embed_gone.html", {"address": address})
        return render_to_string("cookies/embed_in_text.html", {"embed": found} | gate_context(found.vendor))


def embeds_in_text(page: Page) -> Iterator[Embed]:
    """Yield what stands in the rich texts of a page's StreamFields; their stored values are looked at, none is made."""
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for address in _addresses(list(getattr(page, field.name).raw_data)):
                if found := find_embed(address):
                    yield found


def _addresses(raw: Any) -> Iterable[str]:
    if isinstance(raw, str):
        if "<embed " in raw:
            for tag in _EMBED.findall(raw):
                if address := _ADDRESS.search(tag):
                    yield unescape(address[1])
    elif isinstance(raw, dict):
        for value in raw.values():
            yield from _addresses(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _addresses(value)
