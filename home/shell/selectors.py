"""Reads for every page: translations of an address, and the links around the content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.functional import cached_property
from django.utils.translation import get_language
from wagtail.models import Page, Site

from home.shell.models import Footer, Navigation, SiteMessages


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


@dataclass(frozen=True)
class Link:
    """A link as it is printed."""

    label: str
    path: str
    current: bool = False


@dataclass(frozen=True)
class Column:
    """A footer column."""

    heading: str
    links: tuple[Link, ...]


def page_path(page: Page, request: HttpRequest | None = None) -> str:
    """Return the page's path on this site, empty if it has none."""
    parts = page.get_url_parts(request)
    return parts[2] or "" if parts else ""


def page_alternates(page: Page, request: HttpRequest) -> dict[str, str]:
    """Return language → path of the live, really translated versions of the page."""
    versions = page.get_translations(inclusive=True).live().filter(alias_of__isnull=True).select_related("locale")
    return {version.locale.language_code: page_path(version, request) for version in versions}


def home_paths(request: HttpRequest) -> dict[str, str]:
    """Return language → path of the home page, for the languages that are live."""
    site = Site.find_for_request(request)
    return page_alternates(site.root_page, request) if site else {}


def alternates(page: Page | None, request: HttpRequest) -> list[Alternate]:
    """Return every language of the site with the address of the current page in it."""
    current = get_language()
    match = request.resolver_match
    if page is not None and page.pk:
        paths = page_alternates(page, request)
    elif match and match.view_name != "wagtail_serve":
        paths = {code: translate_url(request.path, code) for code, _name in settings.LANGUAGES}
    else:
        paths = {}
    homes = {} if len(paths) == len(settings.LANGUAGES) else home_paths(request)
    return [
        Alternate(code, name, paths.get(code, ""), homes.get(code, ""), code == current)
        for code, name in settings.LANGUAGES
    ]


def page_labels(language: str, ids: Iterable[int]) -> dict[int, Page]:
    """Return page id → its live version in the language, with one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    keys = Page.objects.filter(pk__in=wanted).values("translation_key")
    rows = Page.objects.filter(translation_key__in=keys).filter(
        Q(pk__in=wanted) | Q(locale__language_code=language, live=True)
    )
    rows = list(rows.select_related("locale"))
    live = {row.translation_key: row for row in rows if row.live and row.locale.language_code == language}
    return {row.pk: live[row.translation_key] for row in rows if row.pk in wanted and row.translation_key in live}


class Shell:
    """What stands around a page in one language; four queries, whatever the number of links."""

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language

    def _text(self, model: type) -> object | None:
        languages = [self.language, settings.LANGUAGE_CODE]
        rows = model.objects.filter(locale__language_code__in=languages).select_related("locale")
        found = {row.locale.language_code: row for row in rows}
        return found.get(self.language) or found.get(settings.LANGUAGE_CODE)

    @cached_property
    def navigation(self) -> Navigation | None:
        return self._text(Navigation)

    @cached_property
    def footer(self) -> Footer | None:
        return self._text(Footer)

    @cached_property
    def messages(self) -> SiteMessages | None:
        return self._text(SiteMessages)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return self._links(_raw(self.navigation.items)) if self.navigation else ()

    @cached_property
    def legal_links(self) -> tuple[Link, ...]:
        return self._links(_raw(self.footer.legal_links)) if self.footer else ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        if not self.footer:
            return ()
        columns = [
            Column(value["heading"], self._links(_list_items(value["links"]))) for value in _raw(self.footer.columns)
        ]
        return tuple(column for column in columns if column.links)

    @cached_property
    def _pages(self) -> dict[int, Page]:
        """Pages behind all links of header and footer."""
        raw = _raw(self.navigation.items) if self.navigation else []
        if self.footer:
            raw = [*raw, *_raw(self.footer.legal_links)]
            for column in _raw(self.footer.columns):
                raw += _list_items(column["links"])
        return page_labels(self.language, [link["page"] for link in raw if link.get("page")])

    def _links(self, raw: Iterable[dict]) -> tuple[Link, ...]:
        return tuple(self._resolve(raw))

    def _resolve(self, raw: Iterable[dict]) -> Iterator[Link]:
        for link in raw:
            page = self._pages.get(link.get("page"))
            if page:
                path = page_path(page, self.request)
                yield Link(link.get("label") or page.title, path, self.request.path.startswith(path))
            elif link.get("view"):
                path = f"/{self.language}/{link['view']}/"
                yield Link(link.get("label") or link["view"].title(), path, self.request.path == path)


def _raw(stream: object) -> list[dict]:
    """Return the stored values of a StreamField, so that choosers are not read one by one."""
    return [child["value"] for child in stream.raw_data]


def _list_items(items: list) -> list[dict]:
    return [item["value"] for item in items]
