"""Writes down who changed which fact of the draft, with every value before and after (GDPR Art. 5(2), 24).

It happens in the transaction that saves the change, so that no crash can keep one without the other.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail_localize.models import TranslationSource

from privacy.register.differences import compare
from privacy.register.models.facts import Controller
from privacy.register.models.releases import FactChange
from privacy.register.release import Snapshot
from privacy.register.snapshot import draft

# Screens that change texts and are no code of ours: wagtail-localize's, and Wagtail's own for snippets and in bulk.
LOCALIZE, SNIPPETS, BULK = "wagtail_localize", "wagtailsnippets_privacy_register_", "wagtail_bulk_action"


@contextmanager
def recorded(*, by: Any, now: datetime) -> Iterator[None]:
    """Write down what the block changes in the draft, in one transaction with it: neither is kept without the other."""
    with transaction.atomic():
        # One member of staff at a time, or what a colleague saves meanwhile would be written down here as well.
        Controller.objects.select_for_update().first()
        before = draft(with_prepared=True)
        yield
        record_changes(before, by=by, now=now)


class RecordTexts:
    """Middleware: what a member of staff changes on a library's screen for texts is recorded with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        # Who asks is looked up last: a visitor's post needs no session.
        match = request.resolver_match
        posts = request.method == "POST" and match is not None and _saves_texts(match)
        if not posts or not request.user.is_authenticated:
            return None
        with recorded(by=request.user, now=timezone.now()):
            return view(request, *args, **kwargs)


def _saves_texts(match: ResolverMatch) -> bool:
    return (
        (LOCALIZE in match.app_names and not _of_another_room(match.kwargs))
        or match.view_name.startswith(SNIPPETS)
        or (match.view_name == BULK and match.kwargs.get("app_label") == "privacy_register")
    )


def _of_another_room(kwargs: Mapping[str, Any]) -> bool:
    """Tell whether wagtail-localize's screen is about a translation that is no text of the register's."""
    if "translation_id" in kwargs:
        about = TranslationSource.objects.filter(translations=kwargs["translation_id"])
    elif "translation_source_id" in kwargs:
        about = TranslationSource.objects.filter(pk=kwargs["translation_source_id"])
    else:
        return False
    return not about.filter(specific_content_type__app_label="privacy_register").exists()


def record_changes(before: Snapshot, *, by: Any, now: datetime) -> list[FactChange]:
    """Write down how the draft differs from what it was; return the rows."""
    with override("en"):
        difference = compare(before, draft(with_prepared=True))
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
