"""The forms of signing in: name and password, then a code."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm

from home.base.origin import client_address
from privacy.staff.attempts import CODES, begin_attempt, use_code
from privacy.staff.sign_in_log import code_refused


def user_name(typed: str) -> str:
    """Return the user name somebody means: what they typed, or the one whose e-mail address it is."""
    users = get_user_model()._default_manager
    if users.filter(username=typed).exists() or "@" not in typed:
        return typed
    names = list(users.filter(email__iexact=typed, is_active=True).values_list("username", flat=True)[:2])
    return str(names[0]) if len(names) == 1 else typed


class StaffLoginForm(LoginForm):
    """Wagtail's form; attempts are counted for every process, and too many are refused for a while."""

    username = forms.CharField(
        label=_("E-mail address or user name"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": _("Name and password do not belong together. Please try again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, completion in (("username", "username"), ("password", "current-password")):
            self.fields[name].widget.attrs.pop("placeholder", None)
            self.fields[name].widget.attrs["autocomplete"] = completion

    def clean(self) -> dict[str, Any]:
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            self.user_cache = get_adapter().authenticate(self.request, username=user_name(name), password=password)
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class OncePerCode:
    """A code works once; wrong ones are counted, and too many are refused for a while."""

    too_many = "too_many_login_attempts"

    def clean_code(self) -> str:
        now, user_id = timezone.now(), self.user.pk  # type: ignore[attr-defined]
        attempt = begin_attempt(CODES, account=str(user_id), address=client_address(context.request), now=now)
        if attempt is None:
            raise get_adapter().validation_error(self.too_many)
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            if not use_code(user_id=user_id, code=code, now=now):
                raise get_mfa_adapter().validation_error("incorrect_code")
        except forms.ValidationError:
            code_refused(user_id)
            raise
        attempt.was_right()
        return code


class CodeForm(OncePerCode, AuthenticateForm):
    """The second step of signing in."""

    def save(self) -> None:
        """Note that the code was given, just now."""
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class ConfirmByCodeForm(OncePerCode, ReauthenticateForm):
    """A code again, before the second factor itself is changed."""


class EnrolForm(OncePerCode, ActivateTOTPForm):
    """The first code of a new app."""

    too_many = "rate_limited"
