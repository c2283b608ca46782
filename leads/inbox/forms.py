"""What members of staff fill in while they work through messages."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leads.inbox.acts import PRESSES
from leads.inbox.business_hours import next_working_day
from leads.inbox.models import ExportLog
from leads.inbox.words import name_of
from leads.submissions.models import Submission, SubmissionNote
from leads.teams.models import Team
from privacy.access.selectors import valid_authorisations


class WorkForm(forms.Form):
    """A note, and what one of several buttons says was done."""

    text = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For your colleagues, with whichever button you press. It is deleted with the message."),
    )
    call_back_on = forms.DateField(
        label=_("Call again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    to = forms.ChoiceField(label=_("Pass on to"), required=False)
    action = forms.ChoiceField(choices=[(action, action) for action in PRESSES], widget=forms.HiddenInput())
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput())

    def __init__(self, message: Submission, *, now: datetime, data: Any = None) -> None:
        self.today = timezone.localdate(now)
        self.receivers = receivers_of(message.purpose_key, now)
        super().__init__(
            data,
            auto_id="work-%s",
            initial={"call_back_on": next_working_day(self.today), "revision": message.revision},
        )
        cast("forms.ChoiceField", self.fields["to"]).choices = [("", _("choose…")), *self.receivers.choices]

    def clean_call_back_on(self) -> Any:
        """A day to come, within a year."""
        day = self.cleaned_data["call_back_on"]
        if day and self.data.get("action") == Submission.Outcome.NO_ANSWER and not 0 <= (day - self.today).days < 366:
            raise forms.ValidationError(_("Choose today or a later day, within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        action = cleaned.get("action")
        if action == Submission.Outcome.PASSED_ON and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose to whom the message goes."))
        if action == Submission.Outcome.NO_ANSWER and not cleaned.get("call_back_on") and not self.errors:
            cleaned["call_back_on"] = next_working_day(self.today)
        if action == SubmissionNote.Kind.REMARK and not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Write what should be remembered."))
        return cleaned

    @property
    def decision(self) -> dict[str, Any]:
        """What `decide` wants to know."""
        values = self.cleaned_data
        given = {"outcome": values["action"], "revision": values["revision"], "text": values["text"]}
        if values["action"] == Submission.Outcome.NO_ANSWER:
            given["call_back_on"] = values["call_back_on"]
        if values["action"] == Submission.Outcome.PASSED_ON:
            given.update(self.receivers.chosen(values["to"]))
        return given


class Receivers:
    """To whom a message can be passed: people who may read it, and teams with somebody who may."""

    def __init__(self, people: Collection[Any], teams: Collection[Team]) -> None:
        self.people = {f"person-{person.pk}": person for person in people}
        self.teams = {f"team-{team.pk}": team for team in teams}

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """Return the choices in two groups; a group without any is left out."""
        people = sorted(((key, name_of(person)) for key, person in self.people.items()), key=lambda pair: pair[1])
        groups = [(_("Teams"), [(key, team.name) for key, team in self.teams.items()]), (_("People"), people)]
        return [group for group in groups if group[1]]

    def chosen(self, key: str) -> dict[str, Any]:
        """Return who that is; passing to a person leaves it to no team."""
        return {"person": self.people.get(key), "team": self.teams.get(key)}


def receivers_of(purpose_key: str, now: datetime) -> Receivers:
    """Return to whom messages of a purpose can be passed; two queries."""
    able = valid_authorisations(now).filter(purpose_key=purpose_key).values("user_id")
    people = get_user_model()._default_manager.filter(pk__in=able)
    teams = Team.objects.filter(archived_at=None, members__in=able).annotate(able=Count("pk")).order_by("name")
    return Receivers(list(people), list(teams))


class RevisionForm(forms.Form):
    """Which state of a message somebody saw when they began to write."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput())


class SearchForm(forms.Form):
    """The exact address, number or code that somebody gave."""

    q = forms.CharField(
        label=_("Find a message"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The whole e-mail address, phone number or reference."),
    )


class ExportForm(forms.Form):
    """Why messages are exported, and as what."""

    format = forms.ChoiceField(
        label=_("Kind of file"),
        choices=[("xlsx", _("Excel")), ("csv", _("CSV, for other programs"))],
        initial=ExportLog.Format.XLSX,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why do you export this?"),
        min_length=10,
        max_length=200,
        help_text=_("It is kept in the access log for the privacy officers. Name no person from the messages."),
    )
    q = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput())
