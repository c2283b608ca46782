"""The words of documents, line by line, and what differs between two of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.compare import diff_text

from privacy.register.documents import Document, MovedOn
from privacy.register.models.sections import PolicySection

# What holds one line of a document: none of them holds another that is listed here but list items and cells.
LINES = ("h1", "h2", "h3", "p", "li", "dt", "dd", "th", "td", "caption", "address")
# How alike two lines are that are shown as one that changed.
ALIKE = 0.4


@dataclass(frozen=True)
class ChangedLine:
    """A line of a document that another version has otherwise: with what was taken out and what came instead."""

    section: str
    html: SafeString


@dataclass(frozen=True)
class ToldOtherwise:
    """A document in one language, by their names, with the lines that would read otherwise."""

    document: str
    language: str
    changes: list[ChangedLine]


def told_otherwise(moved: Iterable[MovedOn]) -> list[ToldOtherwise]:
    """Return what moved on in words; all of a document that people cannot read yet, or would no more."""
    names, nothing = dict(settings.LANGUAGES), Document("", "", "")
    return [
        ToldOtherwise(
            str(PolicySection.Document(one.name).label),
            names.get(one.language, one.language),
            compared(one.read or nothing, one.told or nothing),
        )
        for one in moved
    ]


def compared(before: Document, after: Document) -> list[ChangedLine]:
    """Return each line that differs, in words: sides line by line, lines that took each other's place word by word."""
    return _changes(_lines(before), _lines(after))


Line = tuple[str, str]


def _lines(document: Document) -> list[Line]:
    """Return the lines of a document, each with the heading that it stands under."""
    found: list[Line] = [("", document.title)] if document.title else []
    heading = ""
    whole = BeautifulSoup(document.html, "html.parser")
    body = whole.find(class_="policy__body")
    for tag in (body if isinstance(body, Tag) else whole).find_all(LINES):
        if tag.find(LINES):
            continue
        text = " ".join(tag.get_text(" ").split())
        if tag.name == "h2":
            heading = text
        if text:
            found.append((heading, text))
    return found


def plain_words(document: Document) -> list[str]:
    """Return what a document says, line by line, without its markup."""
    return [text for _heading, text in _lines(document)]


def _changes(before: list[Line], after: list[Line]) -> list[ChangedLine]:
    found: list[ChangedLine] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            found += _replaced(before[start:end], after[new_start:new_end])
    return found


def _replaced(old: list[Line], new: list[Line]) -> Iterator[ChangedLine]:
    for (was_under, was), (now_under, now) in zip_longest(old, new, fillvalue=("", "")):
        if was and now and SequenceMatcher(None, was, now).ratio() < ALIKE:
            yield ChangedLine(was_under, _marked([("deletion", was)]))
            yield ChangedLine(now_under, _marked([("addition", now)]))
        else:
            yield ChangedLine(now_under or was_under, _marked(diff_text(was, now).changes))


def _marked(changes: Iterable[tuple[str, str]]) -> SafeString:
    """Return a line with what was taken out and what came instead, in the elements that readers' programs know."""
    elements = {"deletion": "<del>{}</del>", "addition": "<ins>{}</ins>"}
    return format_html_join("", "{}", ((format_html(elements.get(kind, "{}"), words),) for kind, words in changes))
