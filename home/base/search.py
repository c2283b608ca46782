"""Searching as people type: words, and no language of the database's.

SQLite's full-text index and PostgreSQL's both read a query as an expression; what has a meaning there stops being text.
Every search of the site and of the CMS goes through this backend (`WAGTAILSEARCH_BACKENDS`).
"""

import unicodedata
from typing import Any

from wagtail.search.backends import database
from wagtail.search.backends.base import BaseSearchBackend, BaseSearchResults
from wagtail.search.query import And, Or, Phrase, PlainText, SearchQuery

# Both engines refuse an expression that is too deep and a word that is too long; nobody types either.
MOST_WORDS = 24
LONGEST_WORD = 100


def plain_words(typed: str) -> str:
    """Return the words of what somebody typed, without quotes and control characters; empty when there is none."""
    text = "".join(" " if char == '"' or unicodedata.category(char)[0] == "C" else char for char in typed)
    words = [word[:LONGEST_WORD] for word in text.split() if any(char.isalnum() for char in word[:LONGEST_WORD])]
    return " ".join(words[:MOST_WORDS])


def plain(query: str | SearchQuery) -> str | SearchQuery:
    """Return a query whose texts are plain words; the empty text, which finds nothing, when none is left."""
    if isinstance(query, str):
        return plain_words(query)
    if isinstance(query, Phrase):
        words = plain_words(query.query_string)
        return Phrase(words) if words else ""
    if isinstance(query, PlainText):
        words = plain_words(query.query_string)
        return PlainText(words, operator=query.operator, boost=query.boost) if words else ""
    if isinstance(query, And | Or):
        parts = [part for part in map(plain, query.subqueries[:MOST_WORDS]) if part]
        return type(query)(parts) if parts else ""
    return query


class _PlainWords:
    """Mixed into the backend of the database in use."""

    def _search(self, compiler: type, query: str | SearchQuery, found_in: Any, **options: Any) -> BaseSearchResults:
        return super()._search(compiler, plain(query), found_in, **options)  # type: ignore[misc]


def SearchBackend(params: dict[str, Any]) -> BaseSearchBackend:  # noqa: N802
    """Return the backend of the database in use (Wagtail looks for it under this name)."""
    kind = type(database.SearchBackend(dict(params)))
    return type(kind.__name__, (_PlainWords, kind), {})(params)
