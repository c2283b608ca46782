"""CMS screens of one message: reading it, saying what was done, replying, taking back."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leads.inbox import data_requests, services
from leads.inbox.acts import REMARK, REOPEN, acts_of
from leads.inbox.detail import answers_of, related_messages
from leads.inbox.forms import RevisionForm, WorkForm
from leads.inbox.message_page import message_context
from leads.inbox.permissions import CHANGE, VIEW, desk_at, inbox, query_of, whole_message
from leads.inbox.replies import CannotReply, ReplyForm, can_reply
from leads.inbox.selectors import Chosen, Desk, chosen_from, next_of
from leads.submissions.models import WAITING_STATES, Submission, SubmissionNote

Kind = SubmissionNote.Kind


@require_safe
@inbox.screen(VIEW)
def detail_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """One message. Opening it is written down, and says for ten minutes who is on it."""
    now = desk.now
    inbox.log(request.user, "read", message, now)
    if request.user.has_perm(CHANGE) and message.state in WAITING_STATES:
        services.claim(message=message, user=request.user, now=now)
    return _detail(request, message, now)


@require_POST
@inbox.screen(VIEW)
def reveal_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """The same with the whole address and numbers, which is written down."""
    now = desk.now
    services.reveal(message=message, user=request.user, now=now)
    return _detail(request, message, now, revealed=True)


@require_safe
@inbox.screen(VIEW)
def next_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """Go on to the next message of the list and leave this one as it is."""
    chosen = chosen_from(request.GET)
    return _to(next_of(desk, chosen, message) or message.pk, chosen)


@require_POST
@inbox.screen(CHANGE)
def work_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """One press says what was done; the next message of the same list opens."""
    now = desk.now
    form = WorkForm(message, now=now, data=request.POST)
    if not form.is_valid():
        return _detail(request, message, now, work_form=form, status=422)
    try:
        written = _work(form, message, request.user, now)
    except services.ChangedMeanwhile as error:
        return _too_late(request, message.pk, error, now, form.cleaned_data["text"])
    if written.kind == Kind.REMARK:
        messages.success(request, _("Noted with %(reference)s.") % {"reference": message.reference})
        return _to(message.pk, chosen_from(request.GET))
    return _onwards(request, message, written, now)


def _work(form: WorkForm, message: Submission, user: Any, now: datetime) -> SubmissionNote:
    values = form.cleaned_data
    if values["action"] == REMARK:
        return services.note(message=message, user=user, kind=Kind.REMARK, text=values["text"], now=now)
    if values["action"] == REOPEN:
        return services.reopen(message=message, user=user, revision=values["revision"], text=values["text"], now=now)
    return services.decide(message=message, user=user, now=now, **form.decision)


@inbox.screen(CHANGE)
def reply_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """Write a reply, begun with a template, and send it; what is not worked here is shown, with why."""
    if REMARK not in acts_of(message):
        return _to(message.pk, chosen_from(request.GET))
    now, template = desk.now, request.GET.get("template", "")
    posted = request.POST if request.method == "POST" else None
    form = ReplyForm(message, posted, template=int(template) if template.isdecimal() else None)
    revision = RevisionForm(posted, initial={"revision": message.revision})
    if posted is not None and form.is_valid() and revision.is_valid():
        text = form.cleaned_data["text"]
        try:
            written = services.reply(
                message=message, user=request.user, text=text, revision=revision.cleaned_data["revision"], now=now
            )
        except services.ChangedMeanwhile as error:
            return _too_late(request, message.pk, error, now, text)
        except CannotReply:
            messages.error(request, _("There is no address to reply to."))
            return _to(message.pk, chosen_from(request.GET))
        return _onwards(request, message, written, now)
    if posted is None:
        inbox.log(request.user, "read", message, now)
    return _reply_page(request, message, form, revision)


def _reply_page(request: HttpRequest, message: Submission, form: ReplyForm, revision: RevisionForm) -> HttpResponse:
    chosen = chosen_from(request.GET)
    context = {
        **inbox.head(message.reference, _("Reply"), query=query_of(chosen)),
        "message": message,
        "sections": answers_of(message, revealed=False),
        "form": form,
        "revision": revision,
        "query": query_of(chosen),
        "query_more": f"{urlencode(chosen.parameters)}&" if chosen.parameters else "",
        "can_reply": can_reply(message),
        "language": dict(settings.LANGUAGES).get(message.language, message.language),
    }
    return inbox.render(request, "inbox/admin/reply.html", **context)


@require_POST
@inbox.screen(CHANGE)
def undo_view(request: HttpRequest, note: int, desk: Desk) -> HttpResponse:
    """Take the change back that was just made."""
    now = desk.now
    written = get_object_or_404(SubmissionNote, pk=note, submission__purpose_key__in=desk.purposes)
    try:
        message = services.undo(note=written, user=request.user, now=now)
    except services.ChangedMeanwhile:
        messages.error(request, _("It was changed again since then, so nothing was taken back."))
    else:
        messages.success(request, _("%(reference)s is as it was before.") % {"reference": message.reference})
    return _to(written.submission_id, chosen_from(request.GET))


@require_POST
@inbox.screen(CHANGE)
def data_request_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """Pass a message to the privacy officers as a request about data."""
    try:
        passed = data_requests.pass_on(message=message, user=request.user, now=desk.now)
    except data_requests.CannotPassOn as error:
        messages.error(request, str(error))
    else:
        text = _("The privacy officers have it as %(reference)s, and answer by %(day)s.")
        messages.success(request, text % {"reference": passed.reference, "day": date_format(passed.due_on)})
    return _to(message.pk, chosen_from(request.GET))


@require_POST
@inbox.screen(CHANGE)
def merge_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """Put the ticked messages of the same person together with this one."""
    now = desk.now
    ticked = {int(pk) for pk in request.POST.getlist("others") if pk.isdecimal() and len(pk) < 18}
    others = [other.pk for other in related_messages(message)[0] if other.pk in ticked]
    try:
        if not others:
            raise services.NotTogether
        main = services.merge(message=message, others=others, user=request.user, now=now)
    except services.NotTogether:
        messages.error(request, _("Nothing was merged. Tick the messages that belong to this one."))
        return _to(message.pk, chosen_from(request.GET))
    text = _("Merged with %(reference)s, the oldest of them.") % {"reference": main.reference}
    messages.success(request, text)
    return _to(main.pk, chosen_from(request.GET))


@require_POST
@inbox.screen(CHANGE)
def separate_view(request: HttpRequest, message: Submission, desk: Desk) -> HttpResponse:
    """Let a message stand for itself again."""
    try:
        services.separate(message=message, user=request.user, now=desk.now)
    except services.ChangedMeanwhile:
        messages.info(request, _("%(reference)s stands for itself already.") % {"reference": message.reference})
    else:
        messages.success(request, _("%(reference)s stands for itself again.") % {"reference": message.reference})
    return _to(message.pk, chosen_from(request.GET))


def _to(pk: int, chosen: Chosen, **more: Any) -> HttpResponse:
    return HttpResponseRedirect(reverse("inbox:detail", args=[pk]) + query_of(chosen, **more))


def _onwards(request: HttpRequest, message: Submission, written: SubmissionNote, now: datetime) -> HttpResponse:
    """Go on to the next message of the list, or back to the list when there is none."""
    chosen = chosen_from(request.GET)
    following = next_of(desk_at(request), chosen, message)
    if following:
        return _to(following, chosen, done=written.pk)
    return HttpResponseRedirect(reverse("inbox:list") + query_of(chosen, done=written.pk))


def _too_late(
    request: HttpRequest, pk: int, error: services.ChangedMeanwhile, now: datetime, text: str
) -> HttpResponse:
    """Show the message as it is now, who did what, and what was typed: nothing is overwritten, nothing lost."""
    message = whole_message(pk)
    form = WorkForm(message, now=now)
    form.initial["text"] = text
    return _detail(request, message, now, work_form=form, meanwhile=error.by, too_late=True, status=409)


def _detail(
    request: HttpRequest, message: Submission, now: datetime, *, status: int = 200, **shown: Any
) -> HttpResponse:
    context = message_context(request=request, message=message, now=now, **shown)
    return inbox.render(request, "inbox/admin/message.html", status=status, **context)
