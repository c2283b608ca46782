"""The desk of legal cases in the CMS: what waits, one case with its steps, a person under it, what is handed over."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leads.cases import people, services
from leads.cases.forms import AssessForm, BarForm, DecideForm, DiscloseForm, LookForm, OpenForm, RemarkForm
from leads.cases.letters import decision_letter, disclosure_letter, redress
from leads.cases.models import LegalCase
from leads.cases.personal_data import PURPOSE_OF
from leads.cases.selectors import PURPOSES, decided, untold, waiting
from leads.cases.steps import NotPossible
from leads.cases.telling import address_to_tell, language_to_tell
from leads.inbox.detail import answers_of
from leads.inbox.files import file_response
from leads.submissions.periods import add_period
from privacy.access.selectors import authorised_purposes, purpose_titles, why_not
from privacy.access.services import log_access
from privacy.keys.tokens import sign, unsign
from privacy.register.selectors import register_view

View = Callable[..., HttpResponse]
VIEW, ADD, CHANGE, SEARCH, DISCLOSE = (
    f"leads_cases.{verb}_legalcase" for verb in ("view", "add", "change", "search", "disclose")
)
DECIDED_SHOWN = 50
FOUND, FOUND_SECONDS = "cases.found", 60 * 60


def needs(*permissions: str) -> Callable[[View], View]:
    """Decorator: refuse members of staff whose role lacks a permission, and explain to those not authorised (R65).

    The view gets `now` and the purposes whose cases the person may read; a view of one case gets the case.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, pk: int | None = None, **kwargs: Any) -> HttpResponse:
            if not all(request.user.has_perm(permission) for permission in permissions):
                raise PermissionDenied
            now = timezone.now()
            purposes = authorised_purposes(request.user, now) & set(PURPOSES)
            case = _found(pk) if pk is not None else None
            if not purposes or (case and case.purpose_key not in purposes):
                key = case.purpose_key if case else PURPOSES[0]
                log_access(request.user, "refused", LegalCase, pk, key, now)
                context = {**head(), "why": why_not(request.user, key, now)}
                return render(request, "rights/admin/not_authorised.html", context, status=403)
            if case:
                return view(request, case, *args, now=now, **kwargs)
            return view(request, *args, now=now, purposes=purposes, **kwargs)

        return checked

    return decorate


def head(*labels: tuple[str, str] | str) -> dict[str, Any]:
    """Return what the head of a screen needs: the way to it, and its name."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("legal_cases:list"), "label": _("Legal cases")},
    ]
    items += [
        {"url": label[1], "label": label[0]} if isinstance(label, tuple) else {"url": "", "label": label}
        for label in labels
    ]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "clipboard-list"}


@require_safe
@needs(VIEW)
def list_view(request: HttpRequest, now: datetime, purposes: set[str]) -> HttpResponse:
    """What is to be decided, the oldest first, and what was decided."""
    for purpose in sorted(purposes):
        log_access(request.user, "list", LegalCase, None, purpose, now)
    context = {
        **head(),
        "waiting": waiting(purposes),
        "decided": decided(purposes)[:DECIDED_SHOWN],
        "may_add": request.user.has_perm(ADD),
    }
    return render(request, "cases/admin/list.html", context)


@needs(ADD)
def open_view(request: HttpRequest, now: datetime, purposes: set[str]) -> HttpResponse:
    """Write a case down that came another way."""
    form = OpenForm(request.POST or None, now=now)
    form.fields["kind"].choices = [
        choice for choice in LegalCase.Kind.choices if services.PURPOSES[LegalCase.Kind(choice[0])] in purposes
    ]
    if request.method == "POST" and form.is_valid():
        made = services.open_case(**form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("%(reference)s is written down.") % {"reference": made.reference})
        return redirect("legal_cases:case", made.pk)
    context = {**head(_("Write a case down")), "form": form}
    return render(request, "cases/admin/open.html", context, status=422 if form.errors else 200)


@require_safe
@needs(VIEW)
def case_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """One case. Opening it is written down."""
    log_access(request.user, "read", LegalCase, case.pk, case.purpose_key, now)
    return _show(request, case, now)


@require_POST
@needs(CHANGE)
def act_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """One step of a case; what is refused says what to do instead, and what was typed stays."""
    action = request.POST.get("action", "")
    forms_of: dict[str, type[forms.Form]] = {"assess": AssessForm, "decide": DecideForm, "remark": RemarkForm}
    if action not in forms_of:
        return redirect("legal_cases:case", case.pk)
    form = forms_of[action](request.POST)
    if not form.is_valid():
        return _show(request, case, now, status=422, **{f"{action}_form": form})
    try:
        said = _do(action, case, form.cleaned_data, request.user, now)
    except NotPossible as error:
        messages.error(request, str(error))
        case.refresh_from_db()
        return _show(request, case, now, status=409, **{f"{action}_form": form})
    messages.success(request, said)
    return redirect("legal_cases:case", case.pk)


def _do(action: str, case: LegalCase, values: dict[str, Any], user: Any, now: datetime) -> str:
    common: dict[str, Any] = {"case": case, "by": user, "now": now}
    if action == "assess":
        services.assess(basis=values["basis"], ground=values["ground"], text=values["text"], **common)
        return _("Assessed.")
    if action == "decide":
        services.decide(acted=values["outcome"] == "acted", reasons=values["reasons"], **common)
        return (
            _("Decided; the letter is on its way.")
            if services.address_of(case)
            else _("Decided. There is no address to write to; print the letter if you know another way.")
        )
    services.remark(text=values["text"], **common)
    return _("Noted.")


@require_safe
@needs(VIEW)
def letter_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """The decision as it went out, to print for whoever has no e-mail address."""
    if case.is_open:
        return redirect("legal_cases:case", case.pk)
    log_access(request.user, "read", LegalCase, case.pk, case.purpose_key, now)
    with override(case.language):
        context = {"letter": decision_letter(case), "case": case, "name": services.name_of(case), "now": now}
        return render(request, "cases/admin/letter.html", context)


@require_safe
@needs(VIEW)
def case_file_view(request: HttpRequest, case: LegalCase, public_id: str, now: datetime) -> HttpResponse:
    """A file that came with a notice. Opening it is written down."""
    if case.submission is None:
        raise Http404
    return file_response(request, case.submission, public_id, now=now)


@needs(VIEW, SEARCH)
def search_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """Look for a person under this case: what each store has of them, in numbers. There is no search without a case."""
    form, found, looked = LookForm(request.POST or None), None, False
    if request.method == "POST" and form.is_valid():
        try:
            found = people.search(case=case, **form.cleaned_data, by=request.user, now=now)
            looked = True
        except NotPossible as error:
            messages.error(request, str(error))
            return redirect("legal_cases:case", case.pk)
    context = {
        **_head_of(case, _("Look for a person")),
        "case": case,
        "form": form,
        "looked": looked,
        "found": found,
        "mark": sign(FOUND, {"case": case.pk, "subjects": list(found.subjects)}, now=now) if found else "",
    }
    return render(request, "cases/admin/search.html", context, status=422 if form.errors else 200)


@require_POST
@needs(VIEW, SEARCH)
def person_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """Say that the case concerns whom a search under it found."""
    try:
        found = unsign(FOUND, request.POST.get("found", ""), max_age_seconds=FOUND_SECONDS, now=now)
        if found["case"] != case.pk:
            raise BadSignature
        people.add_person(case=case, subject_ids=found["subjects"], by=request.user, now=now)
    except BadSignature:
        messages.error(request, _("Look for the person once more: this result is over an hour old."))
        return redirect("legal_cases:search", pk=case.pk)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The case concerns this person."))
    return redirect("legal_cases:case", case.pk)


@needs(VIEW, DISCLOSE)
def disclose_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """Choose what of a person is handed over, to whom and why. Nothing is chosen beforehand."""
    person = get_object_or_404(case.people, pk=number)
    if case.state != LegalCase.State.ASSESSED:
        # Whoever looks at a person's data does so on the basis of a case that is open and has one.
        messages.error(request, _("This case is decided. Open a new one if there is more to do."))
        return redirect("legal_cases:case", case.pk)
    records = people.records_to_choose(person)
    keys = [line.key for record in records for line in record.lines]
    form = DiscloseForm(request.POST or None, keys=keys, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            people.disclose(person=person, **form.cleaned_data, by=request.user, now=now)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down. Download the values to hand them over."))
            return redirect("legal_cases:case", case.pk)
    log_access(request.user, "reveal", LegalCase, case.pk, case.purpose_key, now)
    context = {**_head_of(case, _("Hand data over")), "case": case, "records": records, "form": form}
    return render(request, "cases/admin/disclose.html", context, status=422 if form.errors else 200)


@require_POST
@needs(VIEW, DISCLOSE)
def take_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """The file with the chosen values, and nothing else. Taking it out is written down, and the person is told."""
    disclosure = get_object_or_404(case.disclosures.select_related("case", "person"), pk=number)
    try:
        records = people.take_out(disclosure=disclosure, by=request.user, now=now)
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("legal_cases:case", case.pk)
    register = register_view()
    context = {
        "records": records,
        "disclosure": disclosure,
        "case": case,
        "now": now,
        "controller": register.controller if register else None,
    }
    response = render(request, "cases/admin/file.html", context)
    response["Content-Disposition"] = f'attachment; filename="{case.reference}-{disclosure.pk}.html"'
    return response


@require_POST
@needs(VIEW, DISCLOSE)
def tell_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """The person was told by hand, or must still not know."""
    disclosure = get_object_or_404(case.disclosures.select_related("case", "person"), pk=number)
    try:
        if request.POST.get("action") == "told":
            people.told_by_hand(disclosure=disclosure, by=request.user, now=now)
            messages.success(request, _("Written down that the person knows."))
        else:
            form = BarForm(request.POST, now=now)
            if not form.is_valid():
                return _show(request, case, now, status=422, bar_form=form, barred=disclosure.pk)
            people.move_bar(disclosure=disclosure, **form.cleaned_data, by=request.user, now=now)
            messages.success(request, _("The person is told later."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("legal_cases:case", case.pk)


@require_safe
@needs(VIEW, DISCLOSE)
def told_letter_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """What the person reads of a disclosure, to print where there is no e-mail address."""
    disclosure = get_object_or_404(case.disclosures.select_related("case", "person"), pk=number)
    if disclosure.taken_at is None:
        return redirect("legal_cases:case", case.pk)
    log_access(request.user, "read", LegalCase, case.pk, case.purpose_key, now)
    language = language_to_tell(disclosure)
    with override(language):
        context = {"letter": disclosure_letter(disclosure, language), "language": language, "case": case, "now": now}
        return render(request, "cases/admin/letter.html", context)


urlpatterns = [
    path("", list_view, name="list"),
    path("new/", open_view, name="new"),
    path("<int:pk>/", case_view, name="case"),
    path("<int:pk>/act/", act_view, name="act"),
    path("<int:pk>/letter/", letter_view, name="letter"),
    path("<int:pk>/files/<str:public_id>/", case_file_view, name="file"),
    path("<int:pk>/search/", search_view, name="search"),
    path("<int:pk>/person/", person_view, name="person"),
    path("<int:pk>/person/<int:number>/", disclose_view, name="disclose"),
    path("<int:pk>/handed/<int:number>/", take_view, name="take"),
    path("<int:pk>/handed/<int:number>/tell/", tell_view, name="tell"),
    path("<int:pk>/handed/<int:number>/letter/", told_letter_view, name="told_letter"),
]


def _found(pk: int) -> LegalCase:
    return get_object_or_404(LegalCase.objects.select_related("submission__form_version", "subject"), pk=pk)


def _head_of(case: LegalCase, label: str) -> dict[str, Any]:
    return head((case.reference, reverse("legal_cases:case", args=[case.pk])), label)


def _show(request: HttpRequest, case: LegalCase, now: datetime, *, status: int = 200, **bound: Any) -> HttpResponse:
    user, today = request.user, timezone.localdate(now)
    by_hand = set(untold(today=today).filter(case=case).values_list("pk", flat=True))
    handed = [
        {
            "made": made,
            "stores": people.labels_by_store(made.fields),
            "address": bool(address_to_tell(made)),
            "by_hand": made.pk in by_hand,
        }
        for made in case.disclosures.select_related("person").prefetch_related("person__subjects")
    ]
    with override(case.language):
        steps_after = redress(case)
    context = {
        **head(case.reference),
        "case": case,
        "sections": answers_of(case.submission, revealed=True) if case.submission else [],
        "name": services.name_of(case),
        "address": services.address_of(case),
        "purpose": purpose_titles([case.purpose_key])[case.purpose_key],
        "steps": case.steps.select_related("by"),
        "people": case.people.select_related("found_by"),
        "handed": handed,
        "redress": steps_after,
        "erasure_day": _erasure_day(case),
        "may_change": user.has_perm(CHANGE),
        "may_search": user.has_perm(SEARCH) and case.state == LegalCase.State.ASSESSED,
        "may_disclose": user.has_perm(DISCLOSE),
        "assessed": case.state == LegalCase.State.ASSESSED,
        "today": today,
        "assess_form": AssessForm(initial={"basis": case.basis, "ground": case.ground}),
        "decide_form": DecideForm(),
        "remark_form": RemarkForm(),
        "bar_form": BarForm(now=now),
        "barred": None,
        **bound,
    }
    return render(request, "cases/admin/case.html", context, status=status)


def _erasure_day(case: LegalCase) -> Any:
    """Return the day on which a decided case is deleted; None while it is not decided, or without a rule."""
    register = register_view()
    rule = next((key for key, purpose in PURPOSE_OF.items() if purpose == case.purpose_key), "")
    periods = {period.key: period for period in register.periods} if register else {}
    period = periods.get(rule)
    if period is None or period.value is None or case.decided_at is None:
        return None
    return add_period(timezone.localdate(case.decided_at), period.value, period.unit)
