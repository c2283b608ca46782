"""CMS screens of the inbox. Having the menu is one thing, being authorised for a purpose another."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from leads.capture import inbox
from leads.capture.models import Submission, SubmissionNote
from leads.capture.periods import erasure_day
from privacy.access.selectors import authorised_purposes, may_read, purpose_titles, why_not
from privacy.access.services import log_access

View = Callable[..., HttpResponse]
VIEW, CHANGE = "leads_capture.view_submission", "leads_capture.change_submission"


class NoteForm(forms.Form):
    """What was done about a message."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[choice for choice in SubmissionNote.Kind.choices if choice[0] != SubmissionNote.Kind.STATE],
    )
    text = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your colleagues. It is deleted with the message."),
    )


def needs(permission: str) -> Callable[[View], View]:
    """Decorator: refuse members of staff whose role has no inbox."""

    def decorate(view: View) -> View:
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return checked

    return decorate


@needs(VIEW)
def list_view(request: HttpRequest) -> HttpResponse:
    """The inbox: what waits, oldest first."""
    now = timezone.now()
    purposes = authorised_purposes(request.user, now)
    if not purposes:
        return _explain(
            request, _("You are not authorised for any purpose yet. Ask a privacy officer to authorise you.")
        )
    chosen = request.GET.get("show", "waiting")
    chosen = chosen if chosen in inbox.FILTERS else "waiting"
    page = inbox.inbox_page(
        user=request.user, purposes=purposes, view=chosen, after=request.GET.get("after", ""), now=now
    )
    return render(
        request,
        "capture/admin/inbox.html",
        {
            **_head(),
            "page": page,
            "filters": [(key, label) for key, (label, _states) in inbox.FILTERS.items()],
            "chosen": chosen,
            "continued": bool(request.GET.get("after")),
            "purposes": purpose_titles(sorted(purposes)).values(),
        },
    )


@needs(VIEW)
def detail_view(request: HttpRequest, pk: int) -> HttpResponse:
    """One message, with every answer as it was asked. Opening it is written down, for superusers too."""
    now = timezone.now()
    message = _message(pk)
    if not may_read(request.user, message.purpose_key, now):
        return _refuse(request, message)
    log_access(request.user, "read", Submission, message.pk, message.purpose_key, now)
    return _detail(request, message, NoteForm())


@require_POST
@needs(CHANGE)
def note_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a reply, a call or a remark."""
    message = _message(pk)
    if not may_read(request.user, message.purpose_key, timezone.now()):
        return _refuse(request, message)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _detail(request, message, form)
    inbox.note(message=message, user=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Noted with %(reference)s.") % {"reference": message.reference})
    return HttpResponseRedirect(reverse("capture_inbox:detail", args=[pk]))


@require_POST
@needs(CHANGE)
def state_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Open, answer or close a message."""
    message = _message(pk)
    if not may_read(request.user, message.purpose_key, timezone.now()):
        return _refuse(request, message)
    if request.POST.get("state") in Submission.State.values:
        inbox.change_state(message=message, user=request.user, state=request.POST["state"], now=timezone.now())
        messages.success(
            request,
            _("%(reference)s is %(state)s.") % {"reference": message.reference, "state": message.get_state_display()},
        )
    return HttpResponseRedirect(reverse("capture_inbox:detail", args=[pk]))


def _message(pk: int) -> Submission:
    related = Submission.objects.select_related("form_version", "terms_version", "subject")
    return get_object_or_404(related, pk=pk)


def _head(**extra: str) -> dict[str, Any]:
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("capture_inbox:list"), "label": _("Inbox")},
    ]
    items += [{"url": "", "label": label} for label in extra.values()]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "mail"}


def _detail(request: HttpRequest, message: Submission, form: NoteForm) -> HttpResponse:
    notes = message.notes.select_related("author")
    states = dict(Submission.State.choices)
    return render(
        request,
        "capture/admin/message.html",
        {
            **_head(reference=message.reference),
            "message": message,
            "answers": inbox.labelled_answers(message),
            "notes": [(written, states.get(written.text, written.text)) for written in notes],
            "note_form": form,
            "states": Submission.State.choices,
            "may_change": request.user.has_perm(CHANGE),
            "erasure_day": erasure_day(message),
            "purpose": purpose_titles([message.purpose_key])[message.purpose_key],
        },
    )


def _refuse(request: HttpRequest, message: Submission) -> HttpResponse:
    now = timezone.now()
    log_access(request.user, "refused", Submission, message.pk, message.purpose_key, now)
    return _explain(request, why_not(request.user, message.purpose_key, now))


def _explain(request: HttpRequest, why: str) -> HttpResponse:
    return render(request, "capture/admin/not_authorised.html", {**_head(), "why": why}, status=403)
