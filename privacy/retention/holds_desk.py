"""The screens of legal holds: find a person, choose what must be kept and why, look again, let go."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from privacy.access.desk import AuthorisedDesk
from privacy.access.services import log_records
from privacy.ledger.models import Subject
from privacy.personal_data.contract import all_personal_data
from privacy.personal_data.look_up import Entry, look_up
from privacy.personal_data.look_up_forms import PeopleField, WhoForm
from privacy.retention.dashboard import KEY, SEE
from privacy.retention.erasure import carry_out
from privacy.retention.holds import NothingHeld, keep_on, place, release
from privacy.retention.models import LegalHold
from privacy.retention.people import holdings

ADD, CHANGE = "privacy_retention.add_legalhold", "privacy_retention.change_legalhold"
LONGEST = timedelta(days=366)
RECORDS_LOOKED_AT = 100


class HoldForm(WhoForm):
    """Whose records, what of them is kept, on which ground, why, and until when before somebody looks again."""

    stores = forms.MultipleChoiceField(
        label=gettext_lazy("What must be kept"),
        help_text=gettext_lazy("Only what the claim or order needs. Everything else goes as usual."),
        widget=forms.CheckboxSelectMultiple,
    )
    values = forms.MultipleChoiceField(
        label=gettext_lazy("Only these values of it"),
        help_text=gettext_lazy("Tick none to keep whole records. What is not ticked goes as usual."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=LegalHold.Ground.choices)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Which claim, order or law, so that somebody else can judge it later."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    review_on = forms.DateField(
        label=gettext_lazy("Look again on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    field_order = ("value", "people")

    def __init__(self, *args: Any, entries: list[Entry], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        subject_ids = [entry.subject_id for entry in entries]
        self.fields["value"].widget = forms.HiddenInput()
        self.fields["people"] = PeopleField(
            entries, label=_("Whose records"), help_text=_("All of them share what you typed. Tick who it is about.")
        )
        self.order_fields(self.field_order)
        self.fields["stores"].choices = [  # type: ignore[attr-defined]
            (holding.store.model._meta.label, f"{holding.store.label} ({holding.count})")
            for holding in holdings(subject_ids)
            if holding.store.model is not LegalHold
        ]
        self.parts = _parts(subject_ids)
        self.fields["values"].choices = [  # type: ignore[attr-defined]
            (f"{store}:{name}", label) for store, named in self.parts.items() for name, label in named.items()
        ]
        if not self.parts:
            del self.fields["values"]
        self.initial.setdefault("review_on", today + timedelta(days=90))

    def clean_review_on(self) -> date:
        """Within a year: nothing is held for ever unseen."""
        day: date = self.cleaned_data["review_on"]
        return _within_a_year(day, self.today)

    def clean(self) -> dict[str, Any]:
        """Values are kept of what is kept."""
        data: dict[str, Any] = super().clean() or {}
        chosen: dict[str, dict[str, str]] = {}
        for one in data.pop("values", []):
            store, _colon, name = one.partition(":")
            chosen.setdefault(store, {})[name] = self.parts[store][name]
        if set(chosen) - set(data.get("stores", chosen)):
            self.add_error("values", _("Tick above what these values belong to."))
        return {**data, "chosen": chosen}


def _parts(subject_ids: list[int]) -> dict[str, dict[str, str]]:
    """Return, by store, the names and labels of the values that may be kept alone, of the latest records."""
    found: dict[str, dict[str, str]] = {}
    for store in all_personal_data():
        for record in store.find(subject_ids=subject_ids).order_by("-pk")[:RECORDS_LOOKED_AT]:
            for name, label in store.parts(record).items():
                found.setdefault(store.model._meta.label, {}).setdefault(name, str(label))
    return found


class ReviewDayForm(forms.Form):
    """When to look again."""

    review_on = forms.DateField(
        label=gettext_lazy("Look again on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def clean_review_on(self) -> date:
        """Within a year."""
        day: date = self.cleaned_data["review_on"]
        return _within_a_year(day, timezone.localdate())


class Holds(AuthorisedDesk):
    """Privacy ▸ Legal holds: for those who are authorised and trained for legal proceedings."""

    title = gettext_lazy("Legal holds")
    icon = "lock"
    namespace = "legal_holds"
    permission = SEE
    model = LegalHold
    record_name = "hold"
    purposes = ("legal_proceedings",)
    promise = gettext_lazy(
        "Looking for a person opens personal data. The privacy policy promises that only trained and authorised people do; "
        "administrators are no exception."
    )

    def records(self) -> QuerySet[LegalHold]:
        return LegalHold.objects.filter(released_at=None)


holds = Holds()


@require_safe
@holds.screen(SEE)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What is held now, and what was released."""
    labels = {store.model._meta.label: str(store.label) for store in all_personal_data()}
    rows = [
        (hold, [_held_label(hold, one, labels.get(one, one)) for one in hold.stores])
        for hold in LegalHold.objects.select_related("placed_by")
    ]
    context: dict[str, Any] = {
        "open": [row for row in rows if row[0].released_at is None],
        "released": [row for row in rows if row[0].released_at is not None],
        "today": timezone.localdate(now),
        "may_add": request.user.has_perm(ADD),
        "may_change": request.user.has_perm(CHANGE),
    }
    return holds.render(request, "retention/holds.html", **context)


@holds.screen(ADD)
def new_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """Find the person first, then choose of whom and what must be kept."""
    who = WhoForm(request.POST or None)
    if request.method != "POST" or not who.is_valid():
        return _new(request, who, "find")
    entries = look_up(who.cleaned_data["value"])
    holds.log(request.user, "search", None, now)
    subjects = [entry.subject_id for entry in entries]
    log_records(request.user, "read", [(Subject, pk, holds.purposes[0]) for pk in subjects], now)
    placing = "ground" in request.POST
    today, initial = timezone.localdate(now), who.cleaned_data
    form = HoldForm(request.POST if placing else None, initial=initial, entries=entries, today=today)
    if not form.fields["stores"].choices:  # type: ignore[attr-defined]
        who.add_error("value", _("Nothing is held of anybody known by this."))
        return _new(request, who, "find")
    if placing and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("stores", "ground", "reason", "review_on")}
        try:
            place(
                subject_ids=form.cleaned_data["people"],
                by=request.user,
                now=now,
                values=form.cleaned_data["chosen"],
                **values,
            )
        except NothingHeld:
            form.add_error("stores", _("Nothing of it is there any more."))
        else:
            cache.delete(KEY)
            messages.success(request, _("Held. Rules and requests leave it alone until somebody releases it."))
            return redirect("legal_holds:list")
    return _new(request, form, "place")


def _new(request: HttpRequest, form: forms.Form, step: str) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "step": step, "back": reverse("legal_holds:list")}
    return holds.render(request, "retention/hold_new.html", _("Place a hold"), **context)


@require_POST
@holds.screen(CHANGE)
def keep_view(request: HttpRequest, hold: LegalHold, now: datetime) -> HttpResponse:
    """The hold is still needed."""
    form = ReviewDayForm(request.POST)
    if form.is_valid():
        keep_on(hold=hold, review_on=form.cleaned_data["review_on"], by=request.user, now=now)
        cache.delete(KEY)
        messages.success(request, _("Looked at; the next day is written down."))
    else:
        messages.error(request, " ".join(map(str, form.errors["review_on"])))
    return redirect("legal_holds:list")


@require_POST
@holds.screen(CHANGE)
def release_view(request: HttpRequest, hold: LegalHold, now: datetime) -> HttpResponse:
    """Let go; deletions that waited for it go on at once."""
    waiting = release(hold=hold, by=request.user, now=now)
    for erasure in waiting:
        carry_out(erasure, now=now)
    cache.delete(KEY)
    if waiting:
        messages.success(request, _("Released, and the deletion that waited for it is carried out."))
    else:
        messages.success(request, _("Released. What its rule is over for goes with the next daily run."))
    return redirect("legal_holds:list")


urlpatterns = [
    path("", list_view, name="list"),
    path("new/", new_view, name="new"),
    path("<int:pk>/keep/", keep_view, name="keep"),
    path("<int:pk>/release/", release_view, name="release"),
]


def _held_label(hold: LegalHold, store: str, label: str) -> str:
    """Return a store's name, with the only values of it that are held."""
    named = hold.values.get(store)
    return _("%(store)s, only: %(values)s") % {"store": label, "values": ", ".join(named.values())} if named else label


def _within_a_year(day: date, today: date) -> date:
    if not today < day <= today + LONGEST:
        raise forms.ValidationError(_("Choose a day within the next year."))
    return day
