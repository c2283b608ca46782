"""Who may open the inbox: having the role is one thing, being authorised for a purpose another (R65, R67)."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from leads.inbox.kinds import elsewhere
from leads.inbox.selectors import Chosen, Desk, desk_of
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.selectors import whom_to_ask, why_not
from privacy.access.services import log_access
from privacy.ledger.selectors import is_restricted

View = Callable[..., HttpResponse]
VIEW, CHANGE = "leads_submissions.view_submission", "leads_submissions.change_submission"
EXPORT = "leads_submissions.export_submission"


def needs(permission: str) -> Callable[[View], View]:
    """Decorator: refuse members of staff whose role lacks `permission`, and explain to those without a purpose.

    The view gets the person's desk.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            desk = desk_at(request)
            if not desk.purposes:
                why = _("You are not authorised for any purpose yet. Ask a privacy officer to authorise you.")
                return explain(request, why)
            return view(request, *args, desk=desk, **kwargs)

        return checked

    return decorate


def of_message(permission: str) -> Callable[[View], View]:
    """Decorator of views of one message: hand it over to those who may read it, write down whom it was refused."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            message, desk = whole_message(pk), desk_at(request)
            if message.purpose_key not in desk.purposes:
                log_access(request.user, "refused", Submission, message.pk, message.purpose_key, desk.now)
                return explain(request, why_not(request.user, message.purpose_key, desk.now))
            if is_restricted(message.subject, message.received_at):
                log_access(request.user, "refused", Submission, message.pk, message.purpose_key, desk.now)
                return explain(
                    request,
                    _("The person had the use of this restricted (GDPR Art. 18). A privacy officer knows more."),
                )
            if permission == CHANGE and (other := elsewhere(message)):
                if not request.user.has_perm(other.permission):
                    return explain(request, f"{other.label} {whom_to_ask()}")
                messages.info(request, other.label)
                return redirect(other.url)
            return view(request, message, *args, desk=desk, **kwargs)

        return checked

    return decorate


def desk_at(request: HttpRequest) -> Desk:
    """Return the desk of whoever asks; read once a request, for the menu asks as well."""
    if not hasattr(request, "inbox_desk"):
        request.inbox_desk = desk_of(request.user, timezone.now())  # type: ignore[attr-defined]
    return request.inbox_desk  # type: ignore[attr-defined,no-any-return]


def whole_message(pk: int) -> Submission:
    """Return a message with what its screen shows; 404 when it is not there."""
    related = ("form_version", "terms_version", "subject", "team", "assigned_to", "claimed_by", "merged_into")
    return get_object_or_404(Submission.objects.select_related(*related), pk=pk)


def explain(request: HttpRequest, why: str) -> HttpResponse:
    """Tell why something is not shown, and whom to ask."""
    return render(request, "inbox/admin/not_authorised.html", {**head(), "why": why}, status=403)


def head(*labels: str, query: str = "") -> dict[str, Any]:
    """Return what the head of a screen needs: the way to it, and its name."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("inbox:list") + query, "label": _("Inbox")},
    ]
    items += [{"url": "", "label": label} for label in labels]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "mail"}


def query_of(chosen: Chosen, **more: Any) -> str:
    """Return the part of an address that names a list, with its question mark; empty for the first list."""
    parameters = {**chosen.parameters, **more}
    return f"?{urlencode(parameters)}" if parameters else ""


def just_done(request: HttpRequest) -> SubmissionNote | None:
    """Return what this person did a moment ago, to be told and perhaps taken back."""
    done = request.GET.get("done", "")
    if not done.isdecimal() or len(done) > 18:
        return None
    notes = SubmissionNote.objects.select_related("submission")
    return notes.filter(pk=int(done), author=request.user.pk, undone_at=None).first()
