"""Which site a request is for, remembered by the process: asked for on every page, changed once in years."""

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path
from wagtail.models import Locale, Page, Site

# Another process learns of a changed site this much later.
SECONDS = 60
LARGEST = 100
HOME_DEPTH = 2
_kept: dict[tuple[str, str], tuple[float, Site | None]] = {}
_homes: dict[tuple[int, str], tuple[float, "Home"]] = {}


@dataclass(frozen=True)
class Home:
    """Which page is the home page of a language, and where it stands in the page tree."""

    pk: int
    url_path: str
    depth: int
    model: type[Page]


def forget_sites(**_kwargs: object) -> None:
    """Drop what is remembered (when a site, a home page or a language was saved or deleted)."""
    _kept.clear()
    _homes.clear()


def forget_homes(instance: Page, **_kwargs: object) -> None:
    """Drop what is remembered when the saved or deleted page is a home page."""
    if instance.depth == HOME_DEPTH:
        forget_sites()


def home_of(site: Site, language: str) -> Home:
    """Return the site's live home page in a language, else its own home page."""
    until, home = _homes.get((site.pk, language), (0.0, None))
    if home is None or until < time.monotonic():
        locale = Locale.objects.filter(language_code=language).first()
        here = site.root_page.get_translation_or_none(locale) if locale else None
        page = here if here and here.live else site.root_page
        home = Home(page.pk, page.url_path, page.depth, page.specific_class or Page)
        _homes[site.pk, language] = (time.monotonic() + SECONDS, home)
    return home


def site_for(request: HttpRequest) -> Site | None:
    """Return the request's site, as `Site.find_for_request` finds it; a copy, because pages keep things on it."""
    key = (request._get_raw_host(), request.get_port())  # type: ignore[attr-defined]
    until, site = _kept.get(key, (0.0, None))
    if until < time.monotonic():
        site = Site._find_for_request(request)
        if len(_kept) >= LARGEST:
            _kept.clear()
        _kept[key] = (time.monotonic() + SECONDS, site)
    if site is None:
        return None
    mine = copy.copy(site)
    mine.root_page = copy.copy(site.root_page)
    return mine


def remembered_site(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: give Wagtail the site of a page's request, so that it does not look it up once more."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if get_language_from_path(request.path_info):
            request._wagtail_site = site_for(request)  # type: ignore[attr-defined]
        return get_response(request)

    return middleware
