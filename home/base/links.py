"""Pages that a page links to, read together with one query a request, however many links there are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asgiref.local import Local
from django.db.models import Q
from django.utils.translation import get_language
from wagtail.blocks import PageChooserBlock
from wagtail.models import Page

RICH_TEXT_LINK = re.compile(r'<a [^>]*linktype="page"[^>]*>')
RICH_TEXT_ID = re.compile(r'\bid="(\d+)"')
# Fields of blocks that hold a page's id.
PAGE_KEYS = frozenset({"page"})


@dataclass(slots=True)
class LinkedPage:
    """What a link needs of a page; a page itself has thirty columns and is slow to make."""

    pk: int
    title: str
    url_path: str
    live: bool
    translation_key: UUID
    alias_of_id: int | None
    language: str
    # Its address on this site, once `home.base.selectors.page_path` has worked it out.
    path: str | None = None


COLUMNS = ("pk", "title", "url_path", "live", "translation_key", "alias_of_id", "locale__language_code")
_request = Local()


def forget(**_kwargs: object) -> None:
    """Drop what was read (at the start and the end of a request)."""
    _request.known = {}
    _request.versions = {}


def _known() -> dict[int, tuple[LinkedPage | None, LinkedPage | None]]:
    if not hasattr(_request, "known"):
        forget()
    return _request.known


def ids_in(raw: Any) -> Iterator[int]:
    """Yield the ids of pages that stored StreamField data link to, in choosers and in rich text."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key in PAGE_KEYS and isinstance(value, int):
                yield value
            else:
                yield from ids_in(value)
    elif isinstance(raw, list):
        for item in raw:
            yield from ids_in(item)
    elif isinstance(raw, str) and "linktype" in raw:
        for tag in RICH_TEXT_LINK.findall(raw):
            yield from (int(found) for found in RICH_TEXT_ID.findall(tag))


def preload(ids: Iterable[int], versions_of: Iterable[UUID] = ()) -> None:
    """Read pages and their live versions in the active language, with one query for all that are not known yet.

    Of the pages whose translation keys are in `versions_of`, every live version is read as well.
    """
    known = _known()
    wanted = {pk for pk in ids if pk not in known}
    keys = {key for key in versions_of if key not in _request.versions}
    if not wanted and not keys:
        return
    language = get_language()
    linked = Page.objects.filter(pk__in=wanted).values("translation_key")
    here = Q(translation_key__in=linked, locale__language_code=language, live=True)
    versions = Q(translation_key__in=keys, live=True, alias_of__isnull=True)
    found = Page.objects.filter(Q(pk__in=wanted) | here | versions).values_list(*COLUMNS)
    rows = [LinkedPage(*values) for values in found]
    _remember(rows, wanted, language)
    for key in keys:
        _request.versions[key] = [
            row for row in rows if row.translation_key == key and row.live and row.alias_of_id is None
        ]


def _remember(rows: list[LinkedPage], wanted: set[int], language: str | None) -> None:
    """Note for each wanted id the page and its live version in the language."""
    originals = {row.pk: row for row in rows}
    here = {row.translation_key: row for row in rows if row.live and row.language == language}
    for pk in wanted:
        original = originals.get(pk)
        _known()[pk] = (original, here.get(original.translation_key) if original else None)


def live_versions(key: UUID) -> list[LinkedPage]:
    """Return the live, really translated versions of a page, its own language included."""
    preload([], [key])
    return _request.versions[key]


def version_here(pk: int) -> LinkedPage | None:
    """Return the live version of a page in the active language, if there is one."""
    preload([pk])
    return _known()[pk][1]


def version_to_link(pk: int) -> LinkedPage | None:
    """Return the version to link to: in the active language, else the page itself if it is live."""
    preload([pk])
    original, here = _known()[pk]
    return here or (original if original and original.live else None)


class LinkedPageBlock(PageChooserBlock):
    """A page chooser that asks the database only for pages nobody has read yet in this request."""

    def bulk_to_python(self, values: list[int | None]) -> list[Page | LinkedPage | None]:
        """Return the pages in order, as far as a link needs them where a page has read them; an unknown id is None."""
        known = _known()
        if all(value in known for value in values if value is not None):
            return [known[value][0] if value is not None else None for value in values]
        return super().bulk_to_python(values)

    def get_prep_value(self, value: Page | LinkedPage | None) -> int | None:
        """Return the id, whichever of the two was read."""
        return value.pk if isinstance(value, LinkedPage) else super().get_prep_value(value)
