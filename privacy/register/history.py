"""Writes down who changed which fact of the draft, with every value before and after (GDPR Art. 5(2), 24).

Whatever screen a member of staff uses, wagtail-localize's among them: the first row of the register that a request is
about to change makes the draft be read, and after the request the two states are compared.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cookie_consent.models import Cookie, CookieGroup
from django.db.models import Model
from django.db.models.signals import m2m_changed, pre_delete, pre_save
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, override

from privacy.register.differences import compare
from privacy.register.models.changes import FactChange
from privacy.register.models.facts import (
    Controller,
    CookieFacts,
    CookieGroupFacts,
    DataCategory,
    Purpose,
    PurposeCategory,
    RetentionRule,
    Vendor,
)
from privacy.register.models.texts import TEXT_MODELS
from privacy.register.release import Snapshot
from privacy.register.snapshot import draft

WATCHED: tuple[type[Model], ...] = (
    Controller,
    Cookie,
    CookieFacts,
    CookieGroup,
    CookieGroupFacts,
    DataCategory,
    Purpose,
    PurposeCategory,
    RetentionRule,
    Vendor,
    *TEXT_MODELS,
)


@dataclass
class Watch:
    """The draft as it was before a request first touched it; None while it has not."""

    before: Snapshot | None = None


_watch: ContextVar[Watch | None] = ContextVar("register_watch", default=None)


def remember_changes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: after a post that touched the register, write down what it changed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        watch = Watch()
        token = _watch.set(watch)
        try:
            response = get_response(request)
        finally:
            _watch.reset(token)
        if watch.before is not None and request.user.is_authenticated:
            record_changes(watch.before, by=request.user, now=timezone.now())
        return response

    return middleware


def record_changes(before: Snapshot, *, by: Any, now: datetime) -> list[FactChange]:
    """Write down how the draft differs from what it was; return the rows."""
    with override("en"):
        difference = compare(before, draft())
    rows = [
        FactChange(
            at=now,
            actor_id=by.pk,
            name=(by.get_full_name() or by.get_username())[:200],
            kind=change.kind,
            group=group.key,
            title=change.title[:255],
            language=change.language,
            fields=[[field.label, field.before, field.after] for field in change.fields],
        )
        for group in difference.groups
        for change in group.changes
    ]
    return FactChange.objects.bulk_create(rows)


def in_words(text: str) -> str:
    """Return a name or a choice in the reader's language; what people typed stays as it is."""
    for known in (text, text[:1].lower() + text[1:]):
        if known and (words := gettext(known)) != known:
            return words[:1].upper() + words[1:]
    return text


def watch_register() -> None:
    """Connect; call it in AppConfig.ready."""
    for model in WATCHED:
        pre_save.connect(_remember, sender=model, dispatch_uid=f"register-history-{model._meta.label}")
        pre_delete.connect(_remember, sender=model, dispatch_uid=f"register-history-{model._meta.label}")
    m2m_changed.connect(_remember, sender=Purpose.vendors.through, dispatch_uid="register-history-vendors")


def _remember(sender: type[Model], **kwargs: Any) -> None:
    watch = _watch.get()
    if watch is not None and watch.before is None and not kwargs.get("raw"):
        watch.before = draft()
