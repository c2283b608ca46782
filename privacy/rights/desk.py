"""The desk in the CMS: requests by due date, what blocks each, and every way to answer in time (R71, R82–R85)."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from privacy.access.services import log_access
from privacy.retention.erasure import StillArriving, outcomes
from privacy.retention.models import Erasure
from privacy.retention.people import holdings
from privacy.rights import correction, id_documents, post_answer, restriction, services
from privacy.rights.deadline import legal_day, longest_day, received_day
from privacy.rights.desk_forms import (
    AnswerForm,
    AskCopyForm,
    CorrectForm,
    ExtendForm,
    IdentifyForm,
    LiftForm,
    LogForm,
    RemarkForm,
)
from privacy.rights.letters import answer_letter, extension_letter, lifting_letter
from privacy.rights.models import RightsRequest
from privacy.rights.permissions import ADD, CHANGE, VIEW, head, needs, request_of
from privacy.rights.sar_archive import package_of
from privacy.rights.selectors import blockers, figures, restricted, to_close, waiting, with_clock
from privacy.rights.steps import PURPOSE, NotPossible, subjects_of

CLOSED_SHOWN = 50


@require_safe
@needs(VIEW)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What waits by due date, what is to be put away, the latest closed ones, and the figures of a year."""
    log_access(request.user, "list", RightsRequest, None, PURPOSE, now)
    closed = RightsRequest.objects.filter(state=RightsRequest.State.CLOSED, first=None).order_by("-closed_at")
    context = {
        **head(),
        "waiting": with_clock(waiting(), now=now),
        "to_close": to_close(),
        "restricted": restricted(),
        "closed": closed[:CLOSED_SHOWN],
        "figures": figures(now=now),
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "rights/admin/list.html", context)


@needs(ADD)
def log_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """Write a request down that came another way than the website."""
    form = LogForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        made = services.receive(**form.cleaned_data, by=request.user, now=now)
        if made.first_id:
            messages.success(request, _("The same was asked before: this joins the first, by the earlier clock."))
        else:
            messages.success(request, _("%(reference)s is written down.") % {"reference": made.reference})
        return redirect("rights_desk:request", made.first_id or made.pk)
    context = {**head(_("Write a request down")), "form": form}
    return render(request, "rights/admin/log.html", context, status=422 if form.errors else 200)


@require_safe
@needs(VIEW)
def request_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """One request. Opening it is written down."""
    found = request_of(pk)
    if found.first_id:
        return redirect("rights_desk:request", found.first_id)
    log_access(request.user, "read", RightsRequest, found.pk, PURPOSE, now)
    return _show(request, found, now)


@require_POST
@needs(CHANGE)
def act_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """One step of one request; what is refused says what to do instead, and what was typed stays."""
    found, action = request_of(pk), request.POST.get("action", "")
    forms_of: dict[str, type[forms.Form]] = {
        "identify": IdentifyForm,
        "ask_copy": AskCopyForm,
        "remark": RemarkForm,
        "extend": ExtendForm,
        "answer": AnswerForm,
        "announce": LiftForm,
    }
    form = forms_of[action](request.POST) if action in forms_of else None
    if form is not None and not form.is_valid():
        return _show(request, found, now, status=422, **{f"{action}_form": form})
    try:
        said = _do(action, found, form.cleaned_data if form else request.POST, request.user, now)
    except NotPossible as error:
        messages.error(request, str(error))
        found.refresh_from_db()
        return _show(request, found, now, status=409, **({f"{action}_form": form} if form else {}))
    except StillArriving:
        messages.error(request, _("New records kept arriving while we deleted. Press once more."))
    else:
        messages.success(request, said)
    return redirect("rights_desk:request", found.pk)


@needs(CHANGE)
def correct_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """Everything of the person that can be put right, as it is; what is changed is corrected where it is kept."""
    found = request_of(pk)
    try:
        correction.may_correct(found)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("rights_desk:request", found.first_id or found.pk)
    form = CorrectForm(correction.correctables(found), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = correction.correct(request=found, values=form.cleaned_data, by=request.user, now=now)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            words = ngettext("%(n)d value is corrected.", "%(n)d values are corrected.", count) % {"n": count}
            messages.success(request, words if count else _("Nothing was changed."))
            return redirect("rights_desk:request", found.pk)
    log_access(request.user, "read", RightsRequest, found.pk, PURPOSE, now)
    context = {**head(found.reference, _("Correct the data")), "asked": found, "form": form}
    return render(request, "rights/admin/correct.html", context, status=422 if form.errors else 200)


@require_safe
@needs(VIEW)
def letter_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The letter as it went out, to print for whoever has no e-mail address."""
    found = request_of(pk)
    if request.GET.get("about") == "lifting" and found.lift_on:
        letter = lifting_letter(found)
    elif found.answered_at:
        letter = answer_letter(found)
    elif found.extended_to:
        letter = extension_letter(found)
    else:
        return redirect("rights_desk:request", found.pk)
    log_access(request.user, "read", RightsRequest, found.pk, PURPOSE, now)
    # Its date and the company's country too are in the person's language, not in that of the CMS.
    with override(found.language):
        return render(request, "rights/admin/letter.html", {"letter": letter, "asked": found, "now": now})


@require_POST
@needs(CHANGE)
def package_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The copy, to hand over to whoever was identified by phone or post. Taking it out is written down."""
    found = request_of(pk)
    if not found.identity:
        messages.error(request, _("First write down how we know who asks."))
        return redirect("rights_desk:request", found.pk)
    log_access(request.user, "export", RightsRequest, found.pk, PURPOSE, now)
    response = HttpResponse(package_of(subjects_of(found), now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    return response


def _do(action: str, found: RightsRequest, values: Any, user: Any, now: datetime) -> str:
    """Carry out one action; return the sentence that says so. Raises NotPossible."""
    common: dict[str, Any] = {"request": found, "by": user, "now": now}
    if action == "identify":
        services.identify(how=values["how"], **common)
        return _("Written down how we know who asks.")
    if action == "ask_copy":
        id_documents.ask_for_copy(reason=values["reason"], **common)
        return _("The letter with the link is on its way.")
    if action == "take_copy":
        id_documents.take_over(**common)
        return _("You handle this copy now.")
    if action == "mailed_copy":
        id_documents.came_by_mail(**common)
        return _("Written down. Destroying the copy stands below “By hand”.")
    if action == "remark":
        services.remark(text=values["text"], **common)
        return _("Noted.")
    if action == "extend":
        services.extend(reason=values["reason"], **common)
        return _("Extended; the letter is on its way.") if found.email else _("Extended. Print the letter and send it.")
    if action == "propose":
        services.propose_erasure(**common)
        return _("Proposed. A colleague looks and deletes.")
    if action == "unpropose":
        services.take_back_proposal(**common)
        return _("Taken back.")
    if action == "erase":
        services.erase_as_proposed(**common)
        return _("The data are deleted.")
    if action == "restrict":
        restriction.restrict_use(**common)
        return _("What the person gave is kept and not used from now on.")
    if action == "announce":
        restriction.announce_lifting(reason=values["reason"], **common)
        return (
            _("Announced; the letter is on its way.") if found.email else _("Announced. Print the letter and send it.")
        )
    if action == "lift":
        restriction.lift(**common)
        return _("The data are used again.")
    if action == "answer":
        services.answer(outcome=values["outcome"], text=values["text"], reason=values["reason"], **common)
        return _("Answered; the letter is on its way.") if found.email else _("Answered. Print the letter and send it.")
    if action == "came_back":
        post_answer.came_back(**common)
        return _("Open again: send the answer another way.")
    if action == "by_post":
        post_answer.answer_by_post(**common)
        return _("Taken out. Print the letter after you answered.")
    if action == "close":
        services.close(**common)
        return _("Put away.")
    task = get_object_or_404(found.tasks, pk=values.get("task") if str(values.get("task")).isdecimal() else 0)
    services.finish_task(task=task, by=user, now=now)
    return _("Done.")


def _show(
    request: HttpRequest, found: RightsRequest, now: datetime, *, status: int = 200, **bound: Any
) -> HttpResponse:
    is_open = found.state == RightsRequest.State.OPEN
    erasure = Erasure.objects.filter(pk=found.erasure_id).first() if found.erasure_id else None
    context = {
        **head(found.reference),
        "asked": found,
        "due": with_clock([found], now=now)[0],
        "legal_day": legal_day(found.received_on),
        "longest_day": longest_day(found.received_on),
        "blockers": blockers(found, now=now) if is_open else [],
        "holdings": holdings(subjects_of(found)) if is_open else [],
        "erased": outcomes(erasure) if erasure else [],
        "erasure_open": bool(erasure and erasure.finished_at is None),
        "steps": found.steps.select_related("by"),
        "tasks": found.tasks.select_related("done_by"),
        "repeats": found.repeats.all(),
        "is_open": is_open,
        "may_change": request.user.has_perm(CHANGE),
        "mine": found.proposed_by_id == request.user.pk,
        "identify_form": IdentifyForm(),
        "ask_copy_form": AskCopyForm(),
        "copy": id_documents.waiting_copy(found) if is_open else None,
        "copies_before": found.copies.exclude(state__in=id_documents.WAITING),
        "remark_form": RemarkForm(),
        "extend_form": ExtendForm(),
        "answer_form": AnswerForm(initial={"outcome": found.outcome, "reason": found.reason, "text": found.answer}),
        "announce_form": LiftForm(),
        "may_restrict": is_open and found.right in restriction.MAY_RESTRICT,
        "may_lift": bool(found.lift_on and not found.lifted_at and found.lift_on <= received_day(now)),
        **bound,
    }
    return render(request, "rights/admin/request.html", context, status=status)
