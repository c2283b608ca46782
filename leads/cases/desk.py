"""The desk of legal cases in the CMS: what waits, one case with its steps, a person under it, what is handed over."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_POST, require_safe

from leads.cases import people, services
from leads.cases.forms import AssessForm, BarForm, DecideForm, DiscloseForm, OpenForm, RemarkForm
from leads.cases.letters import decision_letter, disclosure_letter, redress
from leads.cases.models import LegalCase
from leads.cases.personal_data import PURPOSE_OF
from leads.cases.selectors import PURPOSES, decided, untold, waiting
from leads.cases.steps import NotPossible
from leads.cases.telling import address_to_tell, language_to_tell
from leads.inbox.detail import answers_of
from leads.inbox.files import file_response
from leads.submissions.periods import add_period
from privacy.access.desk import AuthorisedDesk
from privacy.access.selectors import purpose_titles
from privacy.cms.desk import Action
from privacy.files.served import keep
from privacy.keys.tokens import sign, unsign
from privacy.personal_data.look_up_forms import WhoForm
from privacy.register.selectors import released_register
from privacy.rights.desk import letter_page
from privacy.rights.permissions import Requests

VIEW, ADD, CHANGE, SEARCH, DISCLOSE = (
    f"leads_cases.{verb}_legalcase" for verb in ("view", "add", "change", "search", "disclose")
)
DECIDED_SHOWN = 50
FOUND, FOUND_SECONDS = "cases.found", 60 * 60


class LegalCases(AuthorisedDesk):
    """Privacy ▸ Legal cases."""

    title = gettext_lazy("Legal cases")
    icon = "clipboard-list"
    namespace = "legal_cases"
    permission = VIEW
    model = LegalCase
    purposes = PURPOSES
    refusals = (NotPossible,)
    promise = Requests.promise

    def records(self) -> QuerySet[LegalCase]:
        return LegalCase.objects.select_related("submission__form_version", "subject")

    def given(self, request: HttpRequest, record: LegalCase | None, now: datetime) -> dict[str, Any]:
        """A view of no case in particular gets the purposes whose cases the person may read."""
        return {"now": now} if record else {"now": now, "purposes": self.readable(request, now)}

    def below(self, case: LegalCase, label: str) -> tuple[tuple[str, str], str]:
        """Return the labels of a screen below that of a case."""
        return (case.reference, reverse("legal_cases:case", args=[case.pk])), label


cases = LegalCases()


def _decide(*, outcome: str, **values: Any) -> None:
    services.decide(acted=outcome == "acted", **values)


def _decided(case: LegalCase) -> Any:
    if services.address_of(case):
        return gettext_lazy("Decided; the letter is on its way.")
    return gettext_lazy("Decided. There is no address to write to; print the letter if you know another way.")


ACTIONS = {
    "assess": Action(services.assess, gettext_lazy("Assessed."), AssessForm),
    "decide": Action(_decide, _decided, DecideForm),
    "remark": Action(services.remark, gettext_lazy("Noted."), RemarkForm),
}


@require_safe
@cases.screen(VIEW)
def list_view(request: HttpRequest, now: datetime, purposes: set[str]) -> HttpResponse:
    """What is to be decided, the oldest first, and what was decided."""
    cases.log_list(request.user, purposes, now)
    context: dict[str, Any] = {
        "waiting": waiting(purposes),
        "decided": decided(purposes)[:DECIDED_SHOWN],
        "may_add": request.user.has_perm(ADD),
    }
    return cases.render(request, "cases/admin/list.html", **context)


@cases.screen(ADD)
def open_view(request: HttpRequest, now: datetime, purposes: set[str]) -> HttpResponse:
    """Write a case down that came another way."""
    form = OpenForm(request.POST or None, now=now)
    cast("forms.ChoiceField", form.fields["kind"]).choices = [
        choice for choice in LegalCase.Kind.choices if services.PURPOSES[LegalCase.Kind(choice[0])] in purposes
    ]
    if request.method == "POST" and form.is_valid():
        made = services.open_case(**form.cleaned_data, by=request.user, now=now)
        messages.success(request, _("%(reference)s is written down.") % {"reference": made.reference})
        return cases.to(made)
    return cases.render(
        request, "cms/desk_form.html", _("Write a case down"), form=form, back=reverse("legal_cases:list")
    )


@require_safe
@cases.screen(VIEW)
def case_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """One case. Opening it is written down."""
    cases.log(request.user, "read", case, now)
    return _show(request, case, now)


@require_POST
@cases.screen(CHANGE)
def act_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponseBase:
    """One step of a case; what is refused says what to do instead, and what was typed stays."""
    return cases.act(request, case, ACTIONS, show=_show, now=now)


@require_safe
@cases.screen(VIEW)
def letter_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """The decision as it went out, to print for whoever has no e-mail address."""
    if case.decided_at is None:
        return cases.to(case)
    cases.log(request.user, "read", case, now)
    with override(case.language):
        name = services.name_of(case) or None
        return letter_page(request, decision_letter(case), language=case.language, name=name, day=case.decided_at)


@require_safe
@cases.screen(VIEW)
def case_file_view(request: HttpRequest, case: LegalCase, public_id: str, now: datetime) -> HttpResponse:
    """A file that came with a notice. Opening it is written down."""
    if case.submission is None:
        raise Http404
    return file_response(request, case.submission, public_id, now=now)


@cases.screen(VIEW, SEARCH)
def search_view(request: HttpRequest, case: LegalCase, now: datetime) -> HttpResponse:
    """Look for a person under this case: what each store has of them, in numbers. There is no search without a case."""
    form, looked = WhoForm(request.POST or None), False
    found: list[people.Found] = []
    if request.method == "POST" and form.is_valid():
        try:
            found = people.search(case=case, **form.cleaned_data, by=request.user, now=now)
            looked = True
        except NotPossible as error:
            messages.error(request, str(error))
            return cases.to(case)
    context: dict[str, Any] = {
        "case": case,
        "form": form,
        "looked": looked,
        "found": [(one, sign(FOUND, {"case": case.pk, "subjects": list(one.subjects)}, now=now)) for one in found],
    }
    return cases.render(request, "cases/admin/search.html", *cases.below(case, _("Look for a person")), **context)


@require_POST
@cases.screen(VIEW, SEARCH)
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
    return cases.to(case)


@cases.screen(VIEW, DISCLOSE)
def disclose_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """Choose what of a person is handed over, to whom and why. Nothing is chosen beforehand."""
    person = get_object_or_404(case.people, pk=number)
    if case.state != LegalCase.State.ASSESSED:
        # Whoever looks at a person's data does so on the basis of a case that is open and has one.
        messages.error(request, _("This case is decided. Open a new one if there is more to do."))
        return cases.to(case)
    records = people.records_to_choose(person)
    keys = [line.key for record in records for line in record.lines]
    form = DiscloseForm(request.POST or None, keys=keys, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            people.disclose(person=person, **form.cleaned_data, by=request.user, now=now)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Written down. A colleague looks, and takes the values out to hand them over."))
            return cases.to(case)
    cases.log(request.user, "read", case, now)
    people.log_chosen(records, "reveal", request.user, now)
    labels = cases.below(case, _("Hand data over"))
    return cases.render(request, "cases/admin/disclose.html", *labels, case=case, records=records, form=form)


@require_POST
@cases.screen(VIEW, DISCLOSE)
def take_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """The file with the chosen values, and nothing else. Taking it out is written down, and the person is told."""
    disclosure = get_object_or_404(case.disclosures.select_related("case", "person"), pk=number)
    try:
        records = people.export_file(disclosure=disclosure, by=request.user, now=now)
    except NotPossible as error:
        messages.error(request, str(error))
        return cases.to(case)
    register = released_register()
    context: dict[str, Any] = {
        "records": records,
        "disclosure": disclosure,
        "case": case,
        "now": now,
        "controller": register.controller if register else None,
    }
    response = render(request, "cases/admin/file.html", context)
    keep(response, f"{case.reference}-{disclosure.pk}.html")
    return response


@require_POST
@cases.screen(VIEW, DISCLOSE)
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
    return cases.to(case)


@require_safe
@cases.screen(VIEW, DISCLOSE)
def told_letter_view(request: HttpRequest, case: LegalCase, number: int, now: datetime) -> HttpResponse:
    """What the person reads of a disclosure, to print where there is no e-mail address."""
    disclosure = get_object_or_404(case.disclosures.select_related("case", "person"), pk=number)
    if disclosure.taken_at is None:
        return cases.to(case)
    cases.log(request.user, "read", case, now)
    language = language_to_tell(disclosure)
    with override(language):
        letter = disclosure_letter(disclosure, language)
        return letter_page(request, letter, language=language, name=None, day=now)


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
    context: dict[str, Any] = {
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
    return cases.render(request, "cases/admin/case.html", case.reference, status=status, **context)


def _erasure_day(case: LegalCase) -> Any:
    """Return the day on which a decided case is deleted; None while it is not decided, or without a rule."""
    register = released_register()
    rule = next((key for key, purpose in PURPOSE_OF.items() if purpose == case.purpose_key), "")
    periods = {period.key: period for period in register.periods} if register else {}
    period = periods.get(rule)
    if period is None or period.value is None or case.decided_at is None:
        return None
    return add_period(timezone.localdate(case.decided_at), period.value, period.unit)
