"""An act on a page in one language, and the same page in the others: they are named, and go along when somebody says so."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import HttpRequest
from wagtail import hooks
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page

UNPUBLISH, DELETE, MOVE, EXPIRE = "unpublish", "delete", "move", "expire"
# The field in which a question sends the pages that go along.
FIELD = "other_languages"


@dataclass(frozen=True)
class OtherPage:
    """The same page in another language, and whether this person may let it go along."""

    page: Page
    allowed: bool
    below: int


def others(pages: Iterable[Page], *, act: str, user: object, destination: Page | None = None) -> list[OtherPage]:
    """Return the pages in other languages that an act on `pages` leaves as they are, in the order of the languages."""
    given = list(pages)
    found = Page.objects.filter(translation_key__in=[page.translation_key for page in given])
    found = found.exclude(pk__in=[page.pk for page in given if page.pk]).select_related("locale")
    if act in (UNPUBLISH, EXPIRE):
        # An alias goes with its source by itself.
        found = found.filter(live=True).exclude(alias_of__in=[page.pk for page in given if page.pk])
    return [
        OtherPage(page, _may(act, page, user, destination), page.get_descendant_count())
        for page in found.order_by("locale__language_code", "path")
    ]


def who_end_otherwise(page: Page, *, user: object) -> list[OtherPage]:
    """Return the live pages in other languages that do not end when this one does."""
    return [other for other in others([page], act=EXPIRE, user=user) if other.page.expire_at != page.expire_at]


def along(request: HttpRequest, pages: Collection[Page], *, act: str) -> tuple[list[Page], list[Page]]:
    """Carry out an act on the other pages that the question was answered with; return those done and those left."""
    chosen = set(request.POST.getlist(FIELD))
    done: list[Page] = []
    left: list[Page] = []
    for other in others(pages, act=act, user=request.user) if chosen else []:
        if str(other.page.pk) not in chosen:
            continue
        source = next(page for page in pages if page.translation_key == other.page.translation_key)
        worked = (
            other.allowed and not _refused(request, other.page, act) and _carry_out(request, act, other.page, source)
        )
        (done if worked else left).append(other.page)
    return done, left


def languages_of(pages: Iterable[Page]) -> str:
    """Return the languages of pages, each by its own name and once."""
    return ", ".join(dict.fromkeys(page.locale.get_display_name() for page in pages))


def let_expire(page: Page, *, at: datetime, user: object) -> None:
    """Let a page end at a moment, in its live text and in its draft; a draft that waits stays a draft.

    A page that takes no end stays without one.
    """
    waits = page.has_unpublished_changes
    draft = page.get_latest_revision_as_object()
    draft.expire_at = at
    revision = draft.save_revision(user=user)
    Page.objects.filter(pk=page.pk).update(expire_at=draft.expire_at)
    if not waits:
        revision.publish(user=user)


def _may(act: str, page: Page, user: object, destination: Page | None) -> bool:
    may = page.permissions_for_user(user)
    if act == MOVE:
        there = destination.get_translation_or_none(page.locale) if destination else None
        return bool(may.can_move() and (destination is None or (there and may.can_move_to(there))))
    return bool({UNPUBLISH: may.can_unpublish, DELETE: may.can_delete, EXPIRE: may.can_publish}[act]())


def _refused(request: HttpRequest, page: Page, act: str) -> bool:
    """Tell whether a room does not let this page go: the hooks that Wagtail asks for the page somebody pressed on."""
    specific = page.specific
    try:
        asked = hooks.get_hooks(f"before_{act}_page")
        answers = [hook(request, specific, *_new_parent(act, specific)) for hook in asked]
    except PermissionDenied:
        return True
    return any(hasattr(answer, "status_code") for answer in answers)


def _new_parent(act: str, page: Page) -> tuple[Page, ...]:
    return (page.get_parent(),) if act == MOVE else ()


def _carry_out(request: HttpRequest, act: str, page: Page, source: Page) -> bool:
    user = request.user
    if act == UNPUBLISH:
        below = bool(request.POST.get("include_descendants"))
        UnpublishPageAction(page.specific, user=user, include_descendants=below).execute()
    elif act == DELETE:
        try:
            DeletePageAction(page.specific, user=user).execute()
        except ProtectedError:
            return False
    else:
        return _move(page, source, user)
    return True


def _move(page: Page, source: Page, user: object) -> bool:
    """Move a page below the version of its source's new parent in its own language, if there is one with room for it."""
    parent = Page.objects.get(pk=source.pk).get_parent()
    there = parent.get_translation_or_none(page.locale)
    if there is None or not page.permissions_for_user(user).can_move_to(there):
        return False
    if not Page._slug_is_available(page.slug, there, page=page):
        return False
    MovePageAction(page, there, pos="last-child", user=user).execute()
    return True
