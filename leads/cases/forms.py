"""What staff type about legal cases."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.cases.models import Disclosure, LegalCase
from privacy.keys.form_fields import EmailField

SHORTEST_REASONS = 30
LONGEST_BAR = timedelta(days=366)


class OpenForm(forms.ModelForm):
    """A case that came by letter, mail or phone."""

    received_on = forms.DateField(
        label=_("Received on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    class Meta:
        model = LegalCase
        fields = ["kind", "received_on", "language", "name", "email", "words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 5}), "name": forms.TextInput}
        help_texts = {
            "name": _("A person, a court, an authority or a company."),
            "words": _("What is asked or alleged, and on what it rests: the number of the order, the law, the claim."),
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(now)
        self.fields["email"] = EmailField(
            label=_("E-mail address"), required=False, help_text=_("The decision is sent to it. Without one, print it.")
        )
        self.fields["words"].required = True
        self.initial.setdefault("received_on", self.today)

    def clean_received_on(self) -> Any:
        """It cannot have come tomorrow."""
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Enter the day on which it reached us."))
        return day


class AssessForm(forms.Form):
    """On what basis the case is handled: chosen for each, never filled in beforehand (R50)."""

    basis = forms.ChoiceField(label=_("Legal basis"), choices=LegalCase.Basis.choices, widget=forms.RadioSelect)
    ground = forms.CharField(
        label=_("Law, order or interest"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The provision or order that obliges us; or the claim or term we defend, and why it outweighs."),
    )
    text = forms.CharField(
        label=_("Assessment"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For your colleagues. It is not sent."),
    )


class DecideForm(forms.Form):
    """The decision with its reasons."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("acted", _("We act on it")), ("rejected", _("We do not act on it"))],
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        min_length=SHORTEST_REASONS,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("In the language of whoever brought the case: this goes into the letter as you write it."),
    )


class RemarkForm(forms.Form):
    """Something to remember."""

    text = forms.CharField(label=_("Remark"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class BarForm(forms.Form):
    """Why a person must not know yet."""

    bar = forms.CharField(
        label=_("Why the person must not know"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    bar_until = forms.DateField(
        label=_("Not told before"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(now)

    def clean_bar_until(self) -> Any:
        """A day to come, within a year: a bar is looked at again."""
        return _within_a_year(self.cleaned_data["bar_until"], self.today)


class DiscloseForm(forms.ModelForm):
    """Which values are handed to whom, and on what ground. None is chosen beforehand (R51)."""

    class Meta:
        model = Disclosure
        fields = ["authority", "recipient", "ground", "bar", "bar_until"]
        widgets = {
            "recipient": forms.TextInput,
            "ground": forms.Textarea(attrs={"rows": 2}),
            "bar": forms.Textarea(attrs={"rows": 2}),
            "bar_until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }
        help_texts = {
            "authority": _("The person reads this name: “Police, Midden-Nederland unit”."),
            "recipient": _("The officer or lawyer, with their department and number."),
            "ground": _("The order or provision. The person reads it, unless they must not know."),
            "bar": _("Leave it empty and the person is told when you hand the data over."),
            "bar_until": _("The person is told on this day by itself; move it while the bar lasts."),
        }

    def __init__(self, *args: Any, keys: Iterable[str], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate(now)
        self.fields["keys"] = forms.MultipleChoiceField(
            choices=[(key, key) for key in keys],
            error_messages={"required": _("Choose at least one value to hand over.")},
        )

    @property
    def chosen(self) -> list[str]:
        """The keys that are ticked now, right or wrong."""
        return list(self["keys"].value() or [])

    @property
    def about(self) -> list[forms.BoundField]:
        """The fields beside the values."""
        return [self[name] for name in self.Meta.fields]

    def clean(self) -> dict[str, Any]:
        """A reason and its day stand together."""
        values: dict[str, Any] = super().clean() or {}
        bar, day = (values.get("bar") or "").strip(), values.get("bar_until")
        if bar and not day and "bar_until" not in self.errors:
            self.add_error("bar_until", _("Name the day until which the person must not know."))
        if day and not bar:
            self.add_error("bar", _("Say why the person must not know, or leave the day empty."))
        if bar and day:
            try:
                _within_a_year(day, self.today)
            except forms.ValidationError as error:
                self.add_error("bar_until", error)
        return values


def _within_a_year(day: Any, today: Any) -> Any:
    if not today < day <= today + LONGEST_BAR:
        raise forms.ValidationError(_("Choose a day to come, within a year."))
    return day
