"""What stands around a page in the active language: header and footer links, and messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from home.shell import links
from home.shell.selectors import page_path


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


class Shell:
    """Header, footer and messages of one language; two queries, whatever the number of links."""

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request = request
        self.language = language

    @cached_property
    def frame(self) -> Any:
        """The texts in the active language, else in the source language, else None."""
        model = apps.get_model("home_shell", "SiteFrame")
        rows = model.objects.filter(locale__language_code__in=[self.language, settings.LANGUAGE_CODE])
        found = {row.locale.language_code: row for row in rows.select_related("locale")}
        return found.get(self.language) or found.get(settings.LANGUAGE_CODE)

    @cached_property
    def page_ids(self) -> list[int]:
        """Pages behind the links of header and footer."""
        streams = (self.frame.navigation, self.frame.legal_links, self.frame.columns) if self.frame else ()
        return [pk for stream in streams for pk in links.ids_in(list(stream.raw_data))]

    @cached_property
    def links(self) -> tuple[Link, ...]:
        return self._links(_values(self.frame.navigation)) if self.frame else ()

    @cached_property
    def legal_links(self) -> tuple[Link, ...]:
        return self._links(_values(self.frame.legal_links)) if self.frame else ()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        if not self.frame:
            return ()
        columns = [
            Column(value["heading"], self._links(item["value"] for item in value["links"]))
            for value in _values(self.frame.columns)
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


def shell(request: HttpRequest) -> Shell:
    """Return header, footer and messages for the request, read once."""
    language = get_language() or settings.LANGUAGE_CODE
    found = getattr(request, "shell", None)
    if found is None or found.language != language:
        found = request.shell = Shell(request, language)  # type: ignore[attr-defined]
    return found


def _values(stream: Any) -> list[dict[str, Any]]:
    """Return the stored values of a StreamField, so that choosers are not read one by one."""
    return [child["value"] for child in stream.raw_data]
