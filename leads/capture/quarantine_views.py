"""CMS screens of what was held back: the list, letting in, deleting after one question."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from leads.capture import quarantine
from leads.capture.inbox.gate import CHANGE, VIEW, head, needs
from leads.capture.inbox.selectors import Desk
from leads.capture.models import Submission
from privacy.access.services import log_access


@require_safe
@needs(VIEW)
def held_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What is held back, the newest first. Looking at the list is written down."""
    found = list(quarantine.held_messages(desk.purposes)[: quarantine.PAGE_SIZE + 1])
    for purpose in sorted({message.purpose_key for message in found}):
        log_access(request.user, "list", Submission, None, purpose, desk.now)
    context = {
        **head(_("Held back")),
        "rows": quarantine.rows_of(found[: quarantine.PAGE_SIZE]),
        "more": len(found) > quarantine.PAGE_SIZE,
        "may_change": request.user.has_perm(CHANGE),
    }
    return render(request, "capture/admin/held.html", context)


@require_POST
@needs(CHANGE)
def release_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Let the chosen messages in."""
    ids = _chosen(request)
    count = quarantine.release_all(ids=ids, purposes=desk.purposes, user=request.user, now=desk.now)
    sentence = ngettext("%(count)d message is in the inbox now.", "%(count)d messages are in the inbox now.", count)
    _tell(request, sentence % {"count": count}, count)
    return redirect("capture_inbox:detail", ids[0]) if count == len(ids) == 1 else redirect("capture_inbox:held")


@require_POST
@needs(CHANGE)
def discard_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Ask once, then delete the chosen messages as spam."""
    ids = _chosen(request)
    held = quarantine.held_messages(desk.purposes).filter(pk__in=ids)
    if ids and not request.POST.get("sure"):
        context = {**head(_("Held back")), "rows": quarantine.rows_of(held)}
        return render(request, "capture/admin/held_discard.html", context)
    count = quarantine.discard_all(ids=ids, purposes=desk.purposes, user=request.user, now=desk.now)
    _tell(
        request,
        ngettext("%(count)d message is deleted.", "%(count)d messages are deleted.", count) % {"count": count},
        count,
    )
    return redirect("capture_inbox:held")


def _tell(request: HttpRequest, sentence: str, count: int) -> None:
    if count:
        messages.success(request, sentence)
    else:
        messages.warning(request, _("Nothing was changed: choose messages that are still held back."))


def _chosen(request: HttpRequest) -> list[int]:
    return [int(text) for text in request.POST.getlist("message") if text.isdecimal() and len(text) <= 18]
