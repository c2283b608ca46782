"""The desk in the CMS: requests by due date, what blocks each, and every way to answer in time (R71, R82–R85)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_POST, require_safe

from privacy.keys.normalise import phone_in_words
from privacy.retention.erasure import StillArriving, outcomes
from privacy.retention.models import Erasure
from privacy.retention.people import holdings, log_held
from privacy.rights import correction, handing_over, id_documents, restriction, services
from privacy.rights.deadline import legal_day, longest_day, received_day
from privacy.rights.desk_actions import ACTIONS
from privacy.rights.desk_forms import (
    AnswerForm,
    AskCopyForm,
    CodeForm,
    CorrectForm,
    ExtendForm,
    IdentifyForm,
    LiftForm,
    LogForm,
    PersonForm,
    RemarkForm,
    SortForm,
    WrongCheckForm,
)
from privacy.rights.letters import Letter, answer_letter, extension_letter, lifting_letter
from privacy.rights.models import RightsRequest
from privacy.rights.permissions import ADD, CHANGE, VIEW, requests
from privacy.rights.sar_archive import archive_of
from privacy.rights.selectors import blockers, figures, restricted, to_close, waiting, with_clock
from privacy.rights.steps import Asker, Candidate, NotPossible, asker_of, candidates, subjects_of
from privacy.rights.who import CHANGEABLE, possible_checks

CLOSED_SHOWN = 50


@require_safe
@requests.screen(VIEW)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What waits by due date, what is to be put away, the latest closed ones, and the figures of a year."""
    requests.log(request.user, "list", None, now)
    closed = RightsRequest.objects.filter(state=RightsRequest.State.CLOSED, first=None).order_by("-closed_at")
    context: dict[str, Any] = {
        "waiting": with_clock(waiting(), now=now),
        "to_close": to_close(),
        "restricted": restricted(),
        "closed": closed[:CLOSED_SHOWN],
        "figures": figures(now=now),
        "may_add": request.user.has_perm(ADD),
    }
    return requests.render(request, "rights/admin/list.html", **context)


@requests.screen(ADD)
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
    label, back = _("Write a request down"), reverse("rights_desk:list")
    return requests.render(request, "rights/admin/log.html", label, form=form, back=back)


@require_safe
@requests.screen(VIEW)
def request_view(request: HttpRequest, found: RightsRequest, now: datetime) -> HttpResponse:
    """One request. Opening it is written down."""
    if found.first_id:
        return redirect("rights_desk:request", found.first_id)
    requests.log(request.user, "read", found, now)
    return _show(request, found, now)


@require_POST
@requests.screen(CHANGE)
def act_view(request: HttpRequest, found: RightsRequest, now: datetime) -> HttpResponseBase:
    """One step of one request; what is refused says what to do instead, and what was typed stays."""
    try:
        return requests.act(request, found, ACTIONS, show=_show, now=now)
    except StillArriving:
        messages.error(request, _("New records kept arriving while we deleted. Press once more."))
        return requests.to(found)


@requests.screen(CHANGE)
def correct_view(request: HttpRequest, found: RightsRequest, now: datetime) -> HttpResponse:
    """Everything of the person that can be put right, as it is; what is changed is corrected where it is kept."""
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
            return requests.to(found)
    requests.log(request.user, "read", found, now)
    log_held(request.user, "read", subjects_of(found), now)
    labels = (found.reference, _("Correct the data"))
    return requests.render(request, "rights/admin/correct.html", *labels, asked=found, form=form)


@require_safe
@requests.screen(VIEW)
def letter_view(request: HttpRequest, found: RightsRequest, now: datetime) -> HttpResponse:
    """The letter as it went out, to print for whoever has no e-mail address."""
    if request.GET.get("about") == "lifting" and found.lift_on:
        letter = lifting_letter(found)
    elif found.answered_at:
        letter = answer_letter(found)
    elif found.extended_to:
        letter = extension_letter(found)
    else:
        return requests.to(found)
    requests.log(request.user, "read", found, now)
    # Its date and the company's country too are in the person's language, not in that of the CMS.
    with override(found.language):
        day = found.answered_at or now
        return letter_page(request, letter, language=found.language, name=found.name, day=day)


def letter_page(
    request: HttpRequest, letter: Letter, *, language: str, name: str | None, day: datetime
) -> HttpResponse:
    """Return a letter to print. An empty `name` leaves room for an address, none does not."""
    context: dict[str, Any] = {"letter": letter, "language": language, "name": name, "day": day}
    return render(request, "rights/admin/letter.html", context)


@require_POST
@requests.screen(CHANGE)
def package_view(request: HttpRequest, found: RightsRequest, now: datetime) -> HttpResponse:
    """The copy, in the person's language, to hand over to whoever was identified by phone or post.

    A colleague agreed to it; each record in it is written down.
    """
    if not found.identity:
        messages.error(request, _("First write down how we know who asks."))
        return requests.to(found)
    if not handing_over.may_hand_over(found):
        messages.error(request, _("A colleague must agree first: two look before a copy leaves."))
        return requests.to(found)
    subjects = subjects_of(found)
    log_held(request.user, "export", subjects, now)
    with override(found.language):
        content = archive_of(subjects, now=now)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{found.reference}.zip"'
    return response


def _people(asker: Asker, bound: PersonForm | None) -> list[tuple[Candidate, PersonForm]]:
    """Return everybody who shares what was given, each with the form that says whether it is the person who asks."""
    posted = str(bound.data.get("entry", "")) if bound else ""
    forms = []
    for one in candidates(asker):
        number = one.entry.subject_id
        form = bound if bound and posted == str(number) else PersonForm(initial={"entry": number})
        form.auto_id = f"person-{number}-%s"
        forms.append((one, form))
    return forms


def _show(
    request: HttpRequest, found: RightsRequest, now: datetime, *, status: int = 200, **bound: Any
) -> HttpResponse:
    is_open = found.state == RightsRequest.State.OPEN
    prefetch_related_objects([found], "repeats")
    asker = asker_of(found) if is_open else None
    identify_form = bound.pop("identify_form", None) or IdentifyForm()
    identify_form.offer(possible_checks(found))
    erasure = Erasure.objects.filter(pk=found.erasure_id).first() if found.erasure_id else None
    context: dict[str, Any] = {
        "asked": found,
        "phone": phone_in_words(found.phone),
        "due": with_clock([found], now=now)[0],
        "legal_day": legal_day(found.received_on),
        "longest_day": longest_day(found.received_on),
        "blockers": blockers(found, asker, now=now) if asker else [],
        "holdings": holdings(asker.subjects) if asker else [],
        "erased": outcomes(erasure) if erasure else [],
        "erasure_open": bool(erasure and erasure.finished_at is None),
        "steps": found.steps.select_related("by"),
        "tasks": found.tasks.select_related("done_by"),
        "repeats": found.repeats.all(),
        "is_open": is_open,
        "may_change": request.user.has_perm(CHANGE),
        "mine": found.proposed_by_id == request.user.pk,
        "identify_form": identify_form,
        "may_be_mistaken": bool(found.identity) and found.state in CHANGEABLE,
        "mistaken_form": WrongCheckForm(auto_id="mistaken-%s"),
        "people": _people(asker, bound.pop("person_form", None)) if asker else [],
        "code_form": CodeForm(),
        "sort_form": SortForm(initial={"right": found.right}),
        "ask_copy_form": AskCopyForm(),
        "asked_to_hand_over": handing_over.waits_since(found),
        "may_hand_over": handing_over.may_hand_over(found),
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
    return requests.render(request, "rights/admin/request.html", found.reference, status=status, **context)
