"""CMS screens of what was held back: the list, letting in, deleting after one question."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from leads.inbox import held
from leads.inbox.permissions import CHANGE, VIEW, inbox
from leads.inbox.selectors import Desk


@require_safe
@inbox.screen(VIEW)
def held_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is held back, the newest first. Looking at the list is written down."""
    found = list(held.held_messages(desk.purposes)[: held.PAGE_SIZE + 1])
    inbox.log_list(request.user, {message.purpose_key for message in found}, desk.now)
    context: dict[str, Any] = {
        "rows": held.rows_of(found[: held.PAGE_SIZE]),
        "more": len(found) > held.PAGE_SIZE,
        "may_change": request.user.has_perm(CHANGE),
    }
    return inbox.render(request, "inbox/admin/held.html", _("Held back"), **context)


@require_POST
@inbox.screen(CHANGE)
def release_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the chosen messages in."""
    ids = _chosen(request)
    count = held.release_all(ids=ids, purposes=desk.purposes, user=request.user, now=desk.now)
    sentence = ngettext("%(count)d message is in the inbox now.", "%(count)d messages are in the inbox now.", count)
    _tell(request, sentence % {"count": count}, count)
    return redirect("inbox:detail", ids[0]) if count == len(ids) == 1 else redirect("inbox:held")


@require_POST
@inbox.screen(CHANGE)
def discard_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask once, then delete the chosen messages as spam."""
    ids = _chosen(request)
    chosen = held.held_messages(desk.purposes).filter(pk__in=ids)
    if ids and not request.POST.get("sure"):
        return inbox.render(request, "inbox/admin/held_discard.html", _("Held back"), rows=held.rows_of(chosen))
    count = held.discard_all(ids=ids, purposes=desk.purposes, user=request.user, now=desk.now)
    _tell(
        request,
        ngettext("%(count)d message is deleted.", "%(count)d messages are deleted.", count) % {"count": count},
        count,
    )
    return redirect("inbox:held")


def _tell(request: HttpRequest, sentence: str, count: int) -> None:
    if count:
        messages.success(request, sentence)
    else:
        messages.warning(request, _("Nothing was changed: choose messages that are still held back."))


def _chosen(request: HttpRequest) -> list[int]:
    return [int(text) for text in request.POST.getlist("message") if text.isdecimal() and len(text) <= 18]
