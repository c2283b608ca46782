"""How allauth does its part here: nobody signs up, attempts are counted in the database, secrets are encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from home.base.origin import client_address
from privacy.keys import encryption
from privacy.staff import second_factor
from privacy.staff.attempts import PASSWORDS, Attempt, begin_attempt


class AccountAdapter(DefaultAccountAdapter):
    """Signing in."""

    attempt: Attempt | None = None
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _(
            "Too many wrong attempts. For five minutes even the right password or code is refused; try again after that."
        ),
        "rate_limited": _("Too many wrong attempts. Wait five minutes, then try again."),
        "incorrect_password": _("That is not your password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are invited; nobody signs up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before it is judged; raises ValidationError when there were too many."""
        account, address = credentials.get("username", ""), client_address(request)
        self.attempt = begin_attempt(PASSWORDS, account=account, address=address, now=timezone.now())
        if self.attempt is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Return whose name and password these are, or None; only wrong ones stay counted."""
        user = super().authenticate(request, **credentials)
        if user and self.attempt:
            self.attempt.was_right()
        return user

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ask who has a second factor for a code, others for their password."""
        name = "mfa_reauthenticate" if second_factor.has_app(user) else "account_reauthenticate"
        return [{"id": name, "description": "", "url": reverse(name)}]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our screens say what happened, in our words."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or no longer. Type the one your app shows now."),
    }

    def encrypt(self, text: str) -> str:
        """Secrets stand encrypted in the database (R61)."""
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises WrongKey when no key opens it."""
        return encryption.decrypt(encrypted_text)
