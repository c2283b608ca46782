"""What staff type about requests."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.keys.form_fields import EmailField
from privacy.rights.correction import Correctable
from privacy.rights.deadline import received_day
from privacy.rights.models import RightsRequest

Identity, Outcome = RightsRequest.Identity, RightsRequest.Outcome


def _for_letter(label: Any) -> forms.CharField:
    """Return the field of a reason that stands in a letter."""
    return forms.CharField(
        label=label,
        help_text=_("In the person's language: it stands in the letter."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LogForm(forms.ModelForm):
    """A request that came by mail, phone or post, with the day on which it first reached the company."""

    class Meta:
        model = RightsRequest
        fields = ["right", "channel", "received_on", "language", "name", "email", "phone", "words"]
        widgets = {
            "received_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "words": forms.Textarea(attrs={"rows": 4}),
            "name": forms.TextInput,
            "email": forms.EmailInput,
            "phone": forms.TextInput(attrs={"type": "tel"}),
        }

    with_copy = forms.BooleanField(
        label=_("A copy of an identity document came along"),
        help_text=_("The request cannot be put away before that copy is destroyed."),
        required=False,
    )

    def __init__(self, *args: Any, now: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = received_day(now)
        self.fields["email"] = EmailField(label=self.fields["email"].label, required=False)
        cast("forms.ChoiceField", self.fields["channel"]).choices = [
            choice for choice in RightsRequest.Channel.choices if choice[0] != RightsRequest.Channel.WEBSITE
        ]
        self.initial.setdefault("received_on", self.today)

    def clean_received_on(self) -> Any:
        """It cannot have come tomorrow."""
        day = self.cleaned_data["received_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come. Enter the day on which it reached us."))
        return day

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to answer."""
        values: dict[str, Any] = super().clean() or {}
        if not any(values.get(name) for name in ("email", "phone", "words")):
            raise forms.ValidationError(
                _("Enter an e-mail address, a phone number, or in the words a postal address to answer to.")
            )
        return values


class AskCopyForm(forms.Form):
    """Why nothing else shows who asks."""

    reason = _for_letter(_("Why nothing else shows who asks"))


class JudgeForm(forms.Form):
    """What the copy shows, by whoever looked at it."""

    verdict = forms.ChoiceField(
        label=_("What do you see?"),
        help_text=_(
            "Black must be: the photographs, the citizen service number, the document number, the lines with “<<<”."
        ),
        choices=[
            ("accepted", _("Everything that must be black is black, and it is the person who asks")),
            (
                "refused",
                _("Everything that must be black is black, and it does not show that it is the person who asks"),
            ),
            ("unmasked", _("Something that must be black can be read")),
        ],
        widget=forms.RadioSelect,
    )
    again = forms.BooleanField(
        label=_("If it can be read: ask for another copy"),
        help_text=_("The person gets a letter with a new link."),
        required=False,
        initial=True,
    )


class IdentifyForm(forms.Form):
    """How we know who asks."""

    how = forms.ChoiceField(label=_("How do we know?"), choices=[choice for choice in Identity.choices if choice[0]])


class RemarkForm(forms.Form):
    """Something to remember."""

    text = forms.CharField(label=_("Remark"), max_length=5000, widget=forms.Textarea(attrs={"rows": 2}))


class ExtendForm(forms.Form):
    """Why the answer takes longer."""

    reason = _for_letter(_("Reason"))


class LiftForm(forms.Form):
    """Why data are used again."""

    reason = _for_letter(_("Why the data are used again"))


class CorrectForm(forms.Form):
    """Every value that can be put right, each in a box of its own, by the record it stands in."""

    def __init__(self, values: Sequence[Correctable], *args: Any) -> None:
        super().__init__(*args)
        self.stores: list[tuple[str, list[forms.BoundField]]] = []
        for one in values:
            long = len(one.value) > 100 or "\n" in one.value
            self.fields[one.key] = forms.CharField(
                label=one.label,
                initial=one.value,
                required=False,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 4}) if long else forms.TextInput,
            )
        last = None
        for one in values:
            place = (one.store, one.record.pk)
            if place != last:
                self.stores.append((str(one.store.label), []))
                last = place
            self.stores[-1][1].append(self[one.key])


class AnswerForm(forms.Form):
    """How the request ends."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Needed when something is refused. In the person's language: it stands in the letter."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label=_("Your own words"),
        help_text=_("Follow after the sentences of the letter. May stay empty."),
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
