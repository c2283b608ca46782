"""Forms about members of staff."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm

from privacy.staff.invitations import account_of
from privacy.staff.leaving import Handover
from privacy.staff.models import Invitation

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class InvitationForm(WagtailAdminModelForm):
    """Whom to invite, and what they may do."""

    groups = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        # Wagtail's own group beside ours; it goes with a workflow that is not used here.
        queryset=Group.objects.exclude(name="Moderators").order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "What the person may do in the CMS. Reading messages also takes an authorisation for their purpose."
        ),
    )

    class Meta:
        model = Invitation
        fields = ["email", "first_name", "last_name", "groups", "language"]

    def clean_email(self) -> str:
        """An account in use needs no invitation."""
        email = str(self.cleaned_data["email"]).lower()
        if account_of(email, active=True) is not None:
            raise ValidationError(_("Somebody with this address has an account already. Change its roles under Users."))
        return email


class AcceptForm(forms.Form):
    """A password of one's own."""

    password1 = forms.CharField(label=_("Choose a password"), strip=False, widget=NEW_PASSWORD)
    password2 = forms.CharField(label=_("The same password again"), strip=False, widget=NEW_PASSWORD)

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = get_user_model()(
            username=invitation.email,
            email=invitation.email,
            first_name=invitation.first_name,
            last_name=invitation.last_name,
        )

    def clean_password1(self) -> str:
        """The rules for passwords, said beside the field."""
        validate_password(self.cleaned_data["password1"], self.owner)
        return str(self.cleaned_data["password1"])

    def clean_password2(self) -> str:
        """Typed twice the same."""
        first, second = self.cleaned_data.get("password1"), self.cleaned_data["password2"]
        if first and first != second:
            raise ValidationError(_("The two passwords are not the same."))
        return str(second)


class LeavingForm(forms.Form):
    """Who gets what the person holds: one question for each kind of thing."""

    def __init__(self, *args: Any, handovers: Iterable[Handover], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for handover in handovers:
            self.fields[handover.key] = forms.ChoiceField(
                label=_("%(what)s go to") % {"what": handover.label}, choices=[("", _("Choose…")), *handover.choices]
            )
