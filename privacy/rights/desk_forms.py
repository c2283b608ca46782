"""What staff type about requests."""

from collections.abc import Collection, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.keys.form_fields import EmailField, PhoneField
from privacy.personal_data.look_up import find_person
from privacy.rights.correction import Correctable
from privacy.rights.deadline import received_day
from privacy.rights.models import Right, RightsRequest

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
        fields = ["right", "channel", "received_on", "language", "name", "email", "phone", "given_code", "words"]
        widgets = {
            "received_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "words": forms.Textarea(attrs={"rows": 4}),
            "name": forms.TextInput,
            "given_code": forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
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
        self.fields["phone"] = PhoneField(
            label=self.fields["phone"].label,
            help_text=_("Without a country code it is read as a number of the country of the language above."),
            language=str(self.data.get("language", "")),
            required=False,
        )
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

    def clean_given_code(self) -> str:
        """While the caller can still be asked."""
        return known_code(self.cleaned_data["given_code"])

    def clean(self) -> dict[str, Any]:
        """Somebody must be able to answer."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values.get(name) for name in ("email", "phone", "given_code", "words")):
            raise forms.ValidationError(
                _("Enter an e-mail address, a phone number, or in the words a postal address to answer to.")
            )
        return values


def known_code(code: str) -> str:
    """Return a reference that names somebody, or none; raises ValidationError for another."""
    if code.strip() and not find_person(scope="reference", value=code):
        raise forms.ValidationError(
            _(
                "We hold nothing with this reference. Check it with the person, or leave the field empty and note it below."
            )
        )
    return code.strip()


class CodeForm(forms.Form):
    """A reference that the person named later."""

    given_code = forms.CharField(label=_("Reference"), max_length=40)

    def clean_given_code(self) -> str:
        """It must name something of theirs."""
        return known_code(self.cleaned_data["given_code"])


class SortForm(forms.Form):
    """What the person asks, by whoever read their words."""

    right = forms.ChoiceField(label=_("What is asked"), choices=Right.choices)


class PersonForm(forms.Form):
    """Whether somebody who shares what was given is the person who asks, and why."""

    entry = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    same = forms.TypedChoiceField(
        label=_("Is it the person who asks?"),
        choices=[("yes", _("The same person")), ("no", _("Somebody else"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("How do you know?"), max_length=500)


class WrongCheckForm(forms.Form):
    """Why a check of who asks was mistaken."""

    reason = forms.CharField(label=_("Why was it mistaken?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


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

    how = forms.ChoiceField(
        label=_("How do we know?"),
        choices=[choice for choice in Identity.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we know who asks.")},
    )

    def offer(self, possible: Collection[str]) -> None:
        """Offer what is possible for this person; nothing is chosen beforehand."""
        choices = [choice for choice in Identity.choices if choice[0] in possible]
        cast("forms.ChoiceField", self.fields["how"]).choices = choices


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
