"""What a scan looks at: every live public page, every other address of the URL map, and the first screens of the CMS."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, resolve, reverse
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


# View → why no scan opens it.
_exempt: dict[str, str] = {
    "blocked": "takes reports of browsers, answers nothing",
    "operations:readyz": "tells machines whether the site is healthy",
    "wagtail_serve": "pages, which are walked one by one",
    "wagtaildocs_serve": "hands out a file",
    "wagtaildocs_authenticate_with_password": "no document here has a password",
    "wagtailcore_authenticate_with_password": "no page here has a password",
    "wagtailcore_login": "leads to the door of staff, which the walk as staff opens",
}


def exempt_address(view: str, reason: str) -> None:
    """Say why no scan opens an address of the URL map. A room does it when it is made ready."""
    _exempt[view] = reason


@scanned
def cookie_pages() -> Iterator[Address]:
    """The cookie page."""
    return in_every_language("cookies:page", "cookies")


def _patterns(
    patterns: Iterable[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield route and full name of every address of the URL map."""
    for pattern in patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern.url_patterns, here, inner)
        else:
            yield here, f"{space}{pattern.name}" if pattern.name else here


def public_views() -> dict[str, str]:
    """Return the name and route of every view outside the CMS that somebody may open without a link of their own.

    What stands behind a token is opened by one person alone: it carries nothing of another company, and is in no cache.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = {name: route for route, name in _patterns(get_resolver().url_patterns)}
    apart = ("admin/", "media/", f"{settings.LANGUAGE_CODE}/_util/")
    return {
        name: route
        for name, route in found.items()
        if not route.lstrip("^").startswith(apart) and ":token>" not in route and name not in _exempt
    }


def views_without_pages() -> Iterator[Address]:
    """Yield every public address that needs no argument, in each language: a new one is walked from its first day."""
    for name in public_views():
        try:
            yield from in_every_language(name, name)
        except NoReverseMatch:
            continue  # it has arguments: whoever owns it names some, or says why none


def unwalked(walked: Iterable[Address]) -> list[str]:
    """Return the routes that no address of a walk leads to."""
    views = public_views()
    seen = set()
    for address in walked:
        with translation.override(address.language):
            seen.add(resolve(address.path.partition("?")[0]).view_name)
    return sorted(route for name, route in views.items() if name not in seen)


def staff_addresses() -> tuple[Address, ...]:
    """Return the screens that every member of staff meets: what the CMS keeps in a browser, it keeps there."""
    names = ("wagtailadmin_home", "wagtailadmin_account")
    return tuple(Address(reverse(name), settings.LANGUAGE_CODE, "staff") for name in names)


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
    named = (address for source in _sources for address in source())
    # What a room names stands for what the URL map says of the same path.
    everything = [*live_pages(), *{one.path: one for one in (*views_without_pages(), *named)}.values()]
    found = {address.path: address for address in everything if address.language == (language or address.language)}
    chosen = list(found.values())
    if one_of_each_type:
        first: dict[str, Address] = {}
        for address in chosen:
            first.setdefault(address.page_type, address)
        chosen = list(first.values())
    return tuple(chosen[:limit])
