"""Reads of the register: the release in force, in a language."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from asgiref.local import Local
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.utils.translation import get_language

from privacy.register.models.releases import Release
from privacy.register.release import RegisterView

# Releases never change, so a process may keep those it has read. Which one is in force is asked once a
# request (one small query): no cache to invalidate, and every process sees a new release at once.
_request = Local()


@dataclass(frozen=True)
class Released:
    """One published release."""

    number: int
    published_at: datetime
    sha256: str
    data: dict[str, Any]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.data["languages"])

    def in_language(self, language: str) -> RegisterView:
        """Return the release as `language` reads it, in the source language where it holds none of it."""
        return _view(self.number, self.sha256, language if language in self.languages else settings.LANGUAGE_CODE)


@lru_cache(maxsize=16)
def _read(number: int, sha256: str) -> Released:
    release = Release.objects.get(number=number)
    return Released(release.number, release.published_at, release.sha256, release.data)


@lru_cache(maxsize=64)
def _view(number: int, sha256: str, language: str) -> RegisterView:
    released = _read(number, sha256)
    return RegisterView(released.number, released.published_at, language, released.data)


def _forget(**_kwargs: object) -> None:
    if hasattr(_request, "current"):
        del _request.current


def current_release() -> Released | None:
    """Return the release in force, or None before the first; one query a request."""
    if getattr(_request, "active", False) and hasattr(_request, "current"):
        return _request.current  # type: ignore[no-any-return]
    latest = Release.objects.order_by("-number").values_list("number", "sha256").first()
    current = _read(*latest) if latest else None
    if getattr(_request, "active", False):
        _request.current = current
    return current


def release_by_number(number: int) -> Released:
    """Return an earlier release; raises Release.DoesNotExist."""
    sha256 = Release.objects.values_list("sha256", flat=True).get(number=number)
    return _read(number, sha256)


def register_view(language: str | None = None) -> RegisterView | None:
    """Return the release in force in `language`, by default the active one; None before the first release."""
    current = current_release()
    return current.in_language(language or get_language() or settings.LANGUAGE_CODE) if current else None


def purposes_that_call() -> frozenset[str]:
    """Return the keys of the purposes for which people may be called or texted (R22)."""
    register = register_view()
    return frozenset(purpose.key for purpose in register.purposes if purpose.calls) if register else frozenset()


def _begin(**_kwargs: object) -> None:
    _forget()
    _request.active = True


def _end(**_kwargs: object) -> None:
    _forget()
    _request.active = False


request_started.connect(_begin, dispatch_uid="register-request-begins")
request_finished.connect(_end, dispatch_uid="register-request-ends")
