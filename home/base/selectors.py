"""Reads for every page: translations of an address."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.base import links
from home.base.links import LinkedPage


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


def page_path(page: Page | LinkedPage, request: HttpRequest | None = None) -> str:
    """Return the page's path on this site, empty if it has none; that of a linked page is worked out once."""
    if not isinstance(page, LinkedPage):
        parts = page.get_url_parts(request)
        return (parts[2] or "") if parts else ""
    if page.path is None:
        page.path = path_below_home(page.url_path, request)
    return page.path


def path_below_home(url_path: str, request: HttpRequest | None) -> str:
    """Return the address of a path in the page tree: below the home page of its language, under that language."""
    paths = getattr(request, "shell_root_paths", None)
    if paths is None:
        paths = [(root.root_path, root.language_code) for root in Site.get_site_root_paths()]
        if request is not None:
            request.shell_root_paths = paths  # type: ignore[attr-defined]
    for root_path, language in paths:
        if url_path.startswith(root_path):
            return f"/{language}/{url_path[len(root_path) :]}"
    return ""


def alternates(page: Page | None, request: HttpRequest) -> list[Alternate]:
    """Return every language of the site with the address of the current page in it.

    Only live, really translated versions count. Where there is none, the language's home page is given.
    """
    match = request.resolver_match
    homes = _paths(home_key(request), request)
    if page is not None and page.pk:
        paths = _paths(page.translation_key, request)
    elif match and match.view_name != "wagtail_serve":
        # A view speaks every language whose home page is live.
        paths = {code: translate_url(request.path, code) for code in homes}
    else:
        # Nothing is at this address in any language.
        paths = homes
    current = get_language()
    return [
        Alternate(code, name, paths.get(code, ""), homes.get(code, ""), code == current)
        for code, name in settings.LANGUAGES
    ]


def home_key(request: HttpRequest) -> UUID | None:
    """Return the translation key of the site's home page."""
    site = Site.find_for_request(request)
    return site.root_page.translation_key if site else None


def _paths(key: UUID | None, request: HttpRequest) -> dict[str, str]:
    """Return language → path of the live versions of a page."""
    versions = links.live_versions(key) if key else []
    return {version.language: page_path(version, request) for version in versions}
