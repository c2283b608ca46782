"""What a scan looks at: every live public page, and the pages that rooms make without an editor."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from home.base.selectors import page_path


@dataclass(frozen=True)
class Address:
    """A public page: its path, its language, and its type ("contentpage", "search", "form")."""

    path: str
    language: str
    page_type: str


Source = Callable[[], Iterable[Address]]
_sources: list[Source] = []


def scanned(source: Source) -> Source:
    """Decorator: name public pages that are in no page tree. A room does it when it is made ready."""
    if source not in _sources:
        _sources.append(source)
    return source


def in_every_language(url_name: str, page_type: str) -> Iterator[Address]:
    """Yield the address of a view in each language of the site."""
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            yield Address(reverse(url_name), language, page_type)


@scanned
def cookie_pages() -> Iterator[Address]:
    """The cookie page."""
    return in_every_language("cookies:page", "cookies")


def live_pages() -> Iterator[Address]:
    """Yield every page of the default site that anybody may open, in the order of the tree."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    homes = [home.path for home in site.root_page.get_translations(inclusive=True)]
    pages = Page.objects.live().public().select_related("locale", "content_type").order_by("path")
    for page in pages:
        path = page_path(page)
        if path and any(page.path.startswith(home) for home in homes):
            yield Address(path, page.locale.language_code, page.content_type.model)


def public_addresses(
    *, language: str = "", one_of_each_type: bool = False, limit: int | None = None
) -> tuple[Address, ...]:
    """Return what is to be scanned, each address once.

    `language` keeps one language, `one_of_each_type` the first page of each type (in the source language unless
    another is named), `limit` so many at most.
    """
    if one_of_each_type:
        language = language or settings.LANGUAGE_CODE
    everything = [*live_pages(), *(address for source in _sources for address in source())]
    found = {address.path: address for address in everything if address.language == (language or address.language)}
    chosen = list(found.values())
    if one_of_each_type:
        first: dict[str, Address] = {}
        for address in chosen:
            first.setdefault(address.page_type, address)
        chosen = list(first.values())
    return tuple(chosen[:limit])
