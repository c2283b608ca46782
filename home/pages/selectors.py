"""Reads of the pages room."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Locale, Page

from home.base.selectors import path_below_home
from home.pages.models import CompanyPage


@dataclass(frozen=True)
class Company:
    """A row of a list of companies."""

    title: str
    path: str
    row_in: str
    row_out: str


def companies(request: HttpRequest | None) -> list[Company]:
    """Return the live company pages of the active language, in the order of the page tree, with one query."""
    pages = CompanyPage.objects.live().filter(locale__language_code=get_language()).order_by("path")
    rows = pages.values_list("title", "url_path", "row_in", "row_out")
    return [
        Company(title, path_below_home(url_path, request), row_in, row_out) for title, url_path, row_in, row_out in rows
    ]


@dataclass(frozen=True)
class Results:
    """What a search found."""

    query: str
    pages: list[Page]


SEARCH_LENGTH = 100
SEARCH_RESULTS = 30


def search_pages(*, query: str, language: str) -> Results:
    """Return the live public pages of a language that match; at most 30, best first."""
    query = " ".join(query.replace("\0", " ").split())[:SEARCH_LENGTH]
    if not query:
        return Results("", [])
    locale = Locale.objects.filter(language_code=language).first()
    pages = Page.objects.live().public().filter(locale=locale, depth__gt=1)
    found = pages.search(query, operator="and")[: 2 * SEARCH_RESULTS]
    # An alias shows another language's text under this one's address.
    return Results(query, [page for page in found if page.alias_of_id is None][:SEARCH_RESULTS])
