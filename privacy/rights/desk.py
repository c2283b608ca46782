"""The desk in the CMS: requests by due date, what blocks each, and every way to answer in time (R71, R82–R85)."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from privacy.access.selectors import may_read, why_not
from privacy.access.services import log_access
from privacy.ledger.models import LedgerEvent
from privacy.retention.erasure import StillArriving, outcomes
from privacy.retention.holds_desk import WhoForm
from privacy.retention.models import Erasure
from privacy.retention.people import find_person, holdings
from privacy.rights import copies, correction, restriction, services
from privacy.rights.deadline import legal_day, longest_day, received_day
from privacy.rights.desk_forms import (
    AnswerForm,
    AskCopyForm,
    CorrectForm,
    ExtendForm,
    IdentifyForm,
    JudgeForm,
    LiftForm,
    LogForm,
    RemarkForm,
)
from privacy.rights.letters import answer_letter, extension_letter, lifting_letter
from privacy.rights.models import RightsRequest
from privacy.rights.package import package_of
from privacy.rights.proof import proof_of
from privacy.rights.selectors import blockers, figures, restricted, to_close, waiting, with_clock
from privacy.rights.steps import PURPOSE, NotPossible, subjects_of

View = Callable[..., HttpResponse]
VIEW, ADD, CHANGE = (f"privacy_rights.{verb}_rightsrequest" for verb in ("view", "add", "change"))
CLOSED_SHOWN = 50


def needs(permission: str) -> Callable[[View], View]:
    """Decorator: refuse members of staff whose role lacks `permission`, and explain to those not authorised (R65)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            now = timezone.now()
            if not may_read(request.user, PURPOSE, now):
                log_access(request.user, "refused", RightsRequest, kwargs.get("pk"), PURPOSE, now)
                context = {**head(), "why": why_not(request.user, PURPOSE, now)}
                return render(request, "rights/admin/not_authorised.html", context, status=403)
            return view(request, *args, now=now, **kwargs)

        return checked

    return decorate


def head(*labels: str) -> dict[str, Any]:
    """Return what the head of a screen needs: the way to it, and its name."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rights_desk:list"), "label": _("Requests about data")},
    ]
    items += [{"url": "", "label": label} for label in labels]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "user"}


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
    found = _found(pk)
    if found.first_id:
        return redirect("rights_desk:request", found.first_id)
    log_access(request.user, "read", RightsRequest, found.pk, PURPOSE, now)
    return _show(request, found, now)


@require_POST
@needs(CHANGE)
def act_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """One step of one request; what is refused says what to do instead, and what was typed stays."""
    found, action = _found(pk), request.POST.get("action", "")
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
    found = _found(pk)
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
    found = _found(pk)
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
    found = _found(pk)
    if not found.identity:
        messages.error(request, _("First write down how we know who asks."))
        return redirect("rights_desk:request", found.pk)
    log_access(request.user, "export", RightsRequest, found.pk, PURPOSE, now)
    response = HttpResponse(package_of(subjects_of(found), now=now), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    return response


@needs(VIEW)
def proof_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What somebody was told and agreed to, word for word; who it is stands in no address and is kept nowhere."""
    form = WhoForm(request.POST or None)
    found: list[int] = []
    if request.method == "POST" and form.is_valid():
        found = find_person(**form.cleaned_data)
        if not found:
            form.add_error("value", _("Nothing is held of anybody known by this."))
    return _proof(request, found, now, form=form, label=_("Proof"), status=422 if form.errors else 200)


@require_safe
@needs(VIEW)
def request_proof_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The same of whoever a request is about."""
    asked = _found(pk)
    return _proof(request, subjects_of(asked), now, label=asked.reference, asked=asked)


def _proof(
    request: HttpRequest, subject_ids: list[int], now: datetime, *, label: str, status: int = 200, **context: Any
) -> HttpResponse:
    for subject_id in subject_ids:
        log_access(request.user, "read", LedgerEvent, subject_id, PURPOSE, now)
    title = {"header_title": _("Proof of what people were told and agreed to")}
    found = {"chains": proof_of(subject_ids), "looked": bool(subject_ids)}
    return render(request, "rights/admin/proof.html", {**head(label), **title, **found, **context}, status=status)


@needs(CHANGE)
def identity_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The masked copy and the question what it shows, for whoever handles it; it is destroyed with the answer."""
    found = _found(pk)
    copy = copies.waiting_copy(found)
    if copy is None or copy.state != copies.CopyState.RECEIVED:
        messages.info(request, _("No copy is here."))
        return redirect("rights_desk:request", found.pk)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            copies.judge(request=found, by=request.user, now=now, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The copy is destroyed."))
            return redirect("rights_desk:request", found.pk)
    context = {
        **head(found.reference, _("Masked copy")),
        "asked": found,
        "copy": copy,
        "mine": copy.handler_id == request.user.pk,
        "form": form,
    }
    return render(request, "rights/admin/identity.html", context, status=422 if form.errors else 200)


@require_safe
@needs(CHANGE)
def identity_picture_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The picture itself, shown in the page and kept by no browser; 403 for anybody but who handles it."""
    copy = copies.waiting_copy(_found(pk))
    try:
        if copy is None:
            raise Http404
        content, kind = copies.picture_of(copy, by=request.user, now=now)
    except NotPossible as error:
        return HttpResponseForbidden(str(error), content_type="text/plain; charset=utf-8")
    except copies.Gone as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_exempt = True  # type: ignore[attr-defined]
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


urlpatterns = [
    path("", list_view, name="list"),
    path("new/", log_view, name="new"),
    path("proof/", proof_view, name="proof"),
    path("<int:pk>/proof/", request_proof_view, name="request_proof"),
    path("<int:pk>/", request_view, name="request"),
    path("<int:pk>/act/", act_view, name="act"),
    path("<int:pk>/correct/", correct_view, name="correct"),
    path("<int:pk>/identity/", identity_view, name="identity"),
    path("<int:pk>/identity/picture/", identity_picture_view, name="identity_picture"),
    path("<int:pk>/letter/", letter_view, name="letter"),
    path("<int:pk>/copy/", package_view, name="copy"),
]


def _do(action: str, found: RightsRequest, values: Any, user: Any, now: datetime) -> str:
    """Carry out one action; return the sentence that says so. Raises NotPossible."""
    common: dict[str, Any] = {"request": found, "by": user, "now": now}
    if action == "identify":
        services.identify(how=values["how"], **common)
        return _("Written down how we know who asks.")
    if action == "ask_copy":
        copies.ask_for_copy(reason=values["reason"], **common)
        return _("The letter with the link is on its way.")
    if action == "take_copy":
        copies.take_over(**common)
        return _("You handle this copy now.")
    if action == "mailed_copy":
        copies.came_by_mail(**common)
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
        services.came_back(**common)
        return _("Open again: send the answer another way.")
    if action == "by_post":
        services.answer_by_post(**common)
        return _("Taken out. Print the letter after you answered.")
    if action == "close":
        services.close(**common)
        return _("Put away.")
    task = get_object_or_404(found.tasks, pk=values.get("task") if str(values.get("task")).isdecimal() else 0)
    services.finish_task(task=task, by=user, now=now)
    return _("Done.")


def _found(pk: int) -> RightsRequest:
    return get_object_or_404(RightsRequest.objects.select_related("subject", "proposed_by"), pk=pk)


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
        "copy": copies.waiting_copy(found) if is_open else None,
        "copies_before": found.copies.exclude(state__in=copies.WAITING),
        "remark_form": RemarkForm(),
        "extend_form": ExtendForm(),
        "answer_form": AnswerForm(initial={"outcome": found.outcome, "reason": found.reason, "text": found.answer}),
        "announce_form": LiftForm(),
        "may_restrict": is_open and found.right in restriction.MAY_RESTRICT,
        "may_lift": bool(found.lift_on and not found.lifted_at and found.lift_on <= received_day(now)),
        **bound,
    }
    return render(request, "rights/admin/request.html", context, status=status)
