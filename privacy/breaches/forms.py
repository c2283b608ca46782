"""What privacy officers write about breaches."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.breaches.models import Breach

LINES = ("what", "data", "effects", "measures", "not_reported", "not_told")
MOMENTS = ("aware_at", "reported_at", "told_at")


class BreachForm(forms.ModelForm):
    """All that the law asks to be documented; only the first facts must be there at once."""

    class Meta:
        model = Breach
        fields = [
            "aware_at",
            "kind",
            "what",
            "data",
            "people",
            "effects",
            "measures",
            "risk",
            "reported_at",
            "authority_reference",
            "not_reported",
            "told_at",
            "not_told",
        ]
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 3}) for name in LINES},
            **{
                name: forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}) for name in MOMENTS
            },
        }

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for name in LINES:
            cast("forms.CharField", self.fields[name]).max_length = 5000

    def clean(self) -> dict[str, Any]:
        """Nothing happened tomorrow, and nothing was reported before it was known."""
        values: dict[str, Any] = super().clean() or {}
        for name in MOMENTS:
            if values.get(name) and values[name] > self.now:
                self.add_error(name, _("This moment is still to come."))
        aware = values.get("aware_at")
        for name in ("reported_at", "told_at"):
            if aware and values.get(name) and values[name] < aware:
                self.add_error(name, _("This is before the breach was known."))
        return values


class FindingForm(forms.Form):
    """What an alarm was."""

    finding = forms.CharField(
        label=_("What it was"), min_length=10, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
