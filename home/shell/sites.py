"""Which site a request is for, remembered by the process: asked for on every page, changed once in years."""

import copy
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_path
from wagtail.models import Site

# Another process learns of a changed site this much later.
SECONDS = 60
LARGEST = 100
_kept: dict[tuple[str, str], tuple[float, Site | None]] = {}


def forget_sites(**_kwargs: object) -> None:
    """Drop what is remembered (when a site was saved or deleted)."""
    _kept.clear()


def site_for(request: HttpRequest) -> Site | None:
    """Return the request's site, as `Site.find_for_request` finds it; a copy, because pages keep things on it."""
    key = (request._get_raw_host(), request.get_port())
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
