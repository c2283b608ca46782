"""Reads of the register: the release in force, in a language; and what the draft calls its facts."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from asgiref.local import Local
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils.translation import get_language

from privacy.keys.plain_sql import Statement
from privacy.register.models.releases import Release
from privacy.register.models.sections import SectionText
from privacy.register.models.text_base import RegisterText
from privacy.register.models.texts import CookieGroupText, DataCategoryText, PurposeText
from privacy.register.release import ReleasedRegister, Snapshot
from privacy.register.released_companies import ReleasedVendor
from privacy.register.snapshot import released

# Releases never change, so a process may keep those it has read. Which one is in force is asked once a
# request (one small query): no cache to invalidate, and every process sees a new release at once.
_request = Local()


@lru_cache(maxsize=16)
def _read(number: int, sha256: str) -> Snapshot:
    return released(Release.objects.get(number=number))


def _forget(**_kwargs: object) -> None:
    if hasattr(_request, "current"):
        del _request.current


LATEST = Statement(lambda: Release.objects.order_by("-number").values_list("number", "sha256")[:1])


def current_release() -> Snapshot | None:
    """Return the release in force, or None before the first; one query a request."""
    if getattr(_request, "active", False) and hasattr(_request, "current"):
        return _request.current
    latest = LATEST.rows()
    current = _read(*latest[0]) if latest else None
    if getattr(_request, "active", False):
        _request.current = current
    return current


@contextmanager
def as_if_in_force(snapshot: Snapshot) -> Iterator[None]:
    """Read a draft as if it were released, to see what it would do."""
    active = getattr(_request, "active", False)
    _request.active, _request.current = True, snapshot
    try:
        yield
    finally:
        _forget()
        _request.active = active


def release_by_number(number: int) -> Snapshot:
    """Return an earlier release; raises Release.DoesNotExist."""
    sha256 = Release.objects.values_list("sha256", flat=True).get(number=number)
    return _read(number, sha256)


class ToldTo(NamedTuple):
    """Whom one release told that it hands the data of a purpose to: companies of the purpose, and those that run the site."""

    companies: tuple[ReleasedVendor, ...]
    running: tuple[ReleasedVendor, ...]


@lru_cache(maxsize=512)
def _told_to(number: int, sha256: str) -> Mapping[str, ToldTo]:
    """Little is kept of each release, so that a process need not read all of them again and again."""
    purposes = _read(number, sha256).facts.purposes_by_key
    return {key: ToldTo(purpose.vendors, purpose.run_by) for key, purpose in purposes.items()}


def recipients_told() -> list[tuple[int, Mapping[str, ToldTo]]]:
    """Return (number, purpose key → whom it was told to) of every release, the first one first. One query.

    Whoever was named since data came may have received them, also where nobody names them any more.
    """
    rows = Release.objects.order_by("number").values_list("number", "sha256")
    return [(number, _told_to(number, sha256)) for number, sha256 in rows]


def released_register(language: str | None = None) -> ReleasedRegister | None:
    """Return the release in force in `language`, by default the active one; None before the first release."""
    current = current_release()
    return current.in_language(language or get_language() or settings.LANGUAGE_CODE) if current else None


def purposes_that_call() -> frozenset[str]:
    """Return the keys of the purposes for which people may be called or texted (R22)."""
    register = released_register()
    return frozenset(purpose.key for purpose in register.purposes if purpose.calls) if register else frozenset()


def words_of(model: type[RegisterText], fact: str, word: str) -> dict[Any, str]:
    """Return what a reader calls facts: in the active language, in the source language where it has no word.

    `fact` is how a text names its fact in a query, such as `purpose_id` or `purpose__key`.
    """
    codes = (settings.LANGUAGE_CODE, get_language() or settings.LANGUAGE_CODE)
    rows = model._default_manager.filter(locale__language_code__in=codes).values_list(
        "locale__language_code", fact, word
    )
    return {key: words for _code, key, words in sorted(rows, key=lambda row: row[0] == codes[1]) if words}


def purpose_titles() -> dict[int, str]:
    """Return purpose id → title."""
    return words_of(PurposeText, "purpose_id", "title")


def titles_by_key() -> dict[str, str]:
    """Return purpose key → title, prepared and archived ones too."""
    return words_of(PurposeText, "purpose__key", "title")


def purpose_choices() -> Iterable[tuple[int, str]]:
    """Return purposes as choices."""
    return purpose_titles().items()


def category_labels() -> dict[int, str]:
    """Return the id of a kind of data → its name."""
    return words_of(DataCategoryText, "category_id", "label")


def cookie_group_labels() -> dict[int, str]:
    """Return the id of a cookie group → its name."""
    return words_of(CookieGroupText, "group_id", "label")


def section_headings() -> dict[int, str]:
    """Return the id of a section → its heading."""
    return words_of(SectionText, "section_id", "heading")


def _begin(**_kwargs: object) -> None:
    _forget()
    _request.active = True


def _end(**_kwargs: object) -> None:
    _forget()
    _request.active = False


request_started.connect(_begin, dispatch_uid="register-request-begins")
request_finished.connect(_end, dispatch_uid="register-request-ends")
