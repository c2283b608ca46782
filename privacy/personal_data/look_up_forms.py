"""The fields of every desk that asks who somebody is: what they gave, and which of those who share it they are."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.personal_data.look_up import Entry


class WhoForm(forms.Form):
    """What somebody is known by, in whichever writing; it is kept nowhere."""

    value = forms.CharField(
        label=_("Address, number or code"),
        help_text=_("An e-mail address, a phone number or a reference, as it was given to you."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PeopleField(forms.TypedMultipleChoiceField):
    """Which entries are the person: none is ticked beforehand, unless there is only one and what was typed names it."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, entries: Iterable[Entry], **kwargs: Any) -> None:
        found = list(entries)
        super().__init__(
            coerce=int,
            choices=[(entry.subject_id, f"{entry.words} ({entry.how})") for entry in found],
            initial=[entry.subject_id for entry in found if len(found) == 1 and entry.shared.is_named()],
            **kwargs,
        )
