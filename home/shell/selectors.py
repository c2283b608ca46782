"""Reads for every page: translations of an address."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page, Site


@dataclass(frozen=True)
class Alternate:
    """One language of the current address; `path` is empty where it is not translated."""

    code: str
    name: str
    path: str
    home_path: str
    current: bool

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path


def page_path(page: Page, request: HttpRequest | None = None) -> str:
    """Return the page's path on this site, empty if it has none."""
    parts = page.get_url_parts(request)
    return parts[2] or "" if parts else ""


def alternates(page: Page | None, request: HttpRequest) -> list[Alternate]:
    """Return every language of the site with the address of the current page in it; one query at most.

    Only live, really translated versions count. Where there is none, the language's home page is given.
    """
    match = request.resolver_match
    paths, homes = _versions(page, request)
    if (page is None or not page.pk) and match and match.view_name != "wagtail_serve":
        # A view speaks every language whose home page is live.
        paths = {code: translate_url(request.path, code) for code in homes}
    current = get_language()
    return [
        Alternate(code, name, paths.get(code, ""), homes.get(code, ""), code == current)
        for code, name in settings.LANGUAGES
    ]


def _versions(page: Page | None, request: HttpRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Return language → path of the page, and of the home page."""
    site = Site.find_for_request(request)
    home_key = site.root_page.translation_key if site else None
    page_key = page.translation_key if page is not None else None
    rows = Page.objects.live().filter(Q(translation_key=page_key) | Q(translation_key=home_key))
    paths: dict[str, str] = {}
    homes: dict[str, str] = {}
    for row in rows.filter(alias_of__isnull=True).select_related("locale"):
        path = page_path(row, request)
        if row.translation_key == page_key:
            paths[row.locale.language_code] = path
        if row.translation_key == home_key:
            homes[row.locale.language_code] = path
    return paths, homes
