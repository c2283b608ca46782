"""What stands around a page in the active language: header and footer links, and messages."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.base import links
from home.base.selectors import page_path


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


@dataclass(frozen=True)
class Texts:
    """What editors wrote for one language; links as they are stored, so that choosers are not read one by one."""

    platform_label: str
    statement: str
    contact_heading: str
    contact_text: str
    not_found_heading: str
    not_found_text: str
    gone_heading: str
    gone_text: str
    navigation: str
    legal_links: str
    columns: str

    @cached_property
    def streams(self) -> dict[str, list[dict[str, Any]]]:
        """The stored values of the three StreamFields."""
        return {name: [row["value"] for row in json.loads(getattr(self, name) or "[]")] for name in STREAMS}

    @cached_property
    def page_ids(self) -> tuple[int, ...]:
        """Pages behind the links of header and footer."""
        return tuple(links.ids_in(list(self.streams.values())))


# Returns the pages that the law wants within reach everywhere, live in a language.
LegalPages = Callable[[str], Iterable[links.LinkedPage]]
_legal_pages: list[LegalPages] = []


def always_linked(pages: LegalPages) -> LegalPages:
    """Let a room say which pages the foot of every page links to, whatever editors chose; call it in ready."""
    if pages not in _legal_pages:
        _legal_pages.append(pages)
    return pages


STREAMS = ("navigation", "legal_links", "columns")
COLUMNS = tuple(field.name for field in fields(Texts) if field.name not in STREAMS)


@lru_cache(maxsize=64)
def _texts(*values: str) -> Texts:
    """Read the same row once a process: what comes out depends on what stands in it, and on nothing else."""
    return Texts(*values)


class Layout:
    """Header, footer and messages of one language; two queries, whatever the number of links."""

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language

    @cached_property
    def texts(self) -> Texts | None:
        """The texts in the active language, else in the source language, else None."""
        model = apps.get_model("home_base", "HeaderFooter")
        rows = model.objects.filter(locale__language_code__in=[self.language, settings.LANGUAGE_CODE])
        as_text = {f"stored_{name}": Cast(name, TextField()) for name in STREAMS}
        columns = ("locale__language_code", *COLUMNS, *as_text)
        found = {row[0]: row[1:] for row in rows.annotate(**as_text).values_list(*columns)}
        row = found.get(self.language) or found.get(settings.LANGUAGE_CODE)
        return _texts(*row) if row else None

    @property
    def page_ids(self) -> tuple[int, ...]:
        """Pages behind the links of header and footer."""
        return self.texts.page_ids if self.texts else ()

    @property
    def parts(self) -> tuple[Any, ...]:
        """Everything that header and footer print, to be compared with what another page printed."""
        return (self.language, self.texts, self.links, self.legal_links, self.columns)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return self._links(self.texts.streams["navigation"]) if self.texts else ()

    @cached_property
    def legal_links(self) -> tuple[Link, ...]:
        """The legal documents by their own titles, and beside them what else editors chose: nothing twice."""
        chosen = self._links(self.texts.streams["legal_links"]) if self.texts else ()
        always = [
            Link(page.title, page_path(page, self.request)) for pages in _legal_pages for page in pages(self.language)
        ]
        always.append(Link(_("Cookies"), f"/{self.language}/cookies/"))
        paths, labels = {link.path for link in always}, {link.label.casefold() for link in always}
        others = (link for link in chosen if link.path not in paths and link.label.casefold() not in labels)
        return (*always, *others)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        if not self.texts:
            return ()
        columns = [
            Column(value["heading"], self._links(item["value"] for item in value["links"]))
            for value in self.texts.streams["columns"]
        ]
        return tuple(column for column in columns if column.links)

    def _links(self, raw: Iterable[dict[str, Any]]) -> tuple[Link, ...]:
        links.preload(self.page_ids)
        return tuple(self._resolve(raw))

    def _resolve(self, raw: Iterable[dict[str, Any]]) -> Iterator[Link]:
        """Yield the links that lead somewhere in this language."""
        titles = {"cookies": _("Cookies"), "search": _("Search")}
        for link in raw:
            page = links.version_here(link["page"]) if link.get("page") else None
            if page:
                path = page_path(page, self.request)
                yield Link(link.get("label") or page.title, path, self.request.path.startswith(path))
            elif link.get("view") in titles:
                path = f"/{self.language}/{link['view']}/"
                yield Link(link.get("label") or titles[link["view"]], path, self.request.path == path)


def layout(request: HttpRequest) -> Layout:
    """Return header, footer and messages for the request, read once."""
    language = get_language() or settings.LANGUAGE_CODE
    found = getattr(request, "layout", None)
    if found is None or found.language != language:
        found = request.layout = Layout(request, language)  # type: ignore[attr-defined]
    return found
