"""CMS screens of the inbox: the lists, and searching."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.inbox.forms import SearchForm
from leads.inbox.held import held_messages
from leads.inbox.permissions import EXPORT, VIEW, inbox, just_done, query_of
from leads.inbox.rows import rows_of
from leads.inbox.search import FOUND_AT_MOST, search
from leads.inbox.selectors import VIEWS, Desk, chosen_from, count_of, narrowing, page_of
from leads.inbox.words import at_most
from privacy.access.selectors import purpose_titles


@require_safe
@inbox.screen(VIEW)
def list_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The inbox: mine and unassigned first, the oldest first."""
    now, chosen, after = desk.now, chosen_from(request.GET), request.GET.get("after", "")
    page = page_of(desk, chosen, after)
    inbox.log_list(request.user, {message.purpose_key for message in page.messages}, now)
    held = count_of(held_messages(desk.purposes))
    context: dict[str, Any] = {
        "rows": rows_of(page.messages, user=request.user, now=now),
        "next": urlencode({**chosen.parameters, "after": page.next}) if page.next else "",
        "chosen": chosen,
        "query": query_of(chosen),
        "views": [(key, view.label, urlencode({"show": key, **chosen.narrowed})) for key, view in VIEWS.items()],
        "continued": bool(after),
        "narrowing": narrowing(desk, settings.LANGUAGES),
        "search_form": SearchForm(),
        "purposes": purpose_titles(sorted(desk.purposes)).values(),
        "may_export": request.user.has_perm(EXPORT),
        "done": just_done(request),
        "held": at_most(held) if held else "",
    }
    return inbox.render(request, "inbox/admin/inbox.html", **context)


@inbox.screen(VIEW)
def search_view(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Messages of one address, number or code. The question is posted, so that it stands in no address."""
    if request.method != "POST":
        return redirect("inbox:list")
    now, form = desk.now, SearchForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = search(text=text, user=request.user, purposes=desk.purposes, now=now) if text else []
    context: dict[str, Any] = {
        "rows": rows_of(found, user=request.user, now=now),
        "most": FOUND_AT_MOST if len(found) == FOUND_AT_MOST else 0,
        "search_form": form,
        "may_export": request.user.has_perm(EXPORT),
    }
    return inbox.render(request, "inbox/admin/found.html", _("Found"), **context)
