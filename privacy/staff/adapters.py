"""How allauth does its part here: nobody signs up, addresses are hashed, secrets are encrypted."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacy.keys import encryption
from privacy.keys.hashing import lookup_hash
from privacy.staff import second_factor


class AccountAdapter(DefaultAccountAdapter):
    """Signing in."""

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

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return a keyed hash of the address: it only counts attempts, and names keys of the cache (R69)."""
        try:
            address = super().get_client_ip(request)
        except ImproperlyConfigured:  # fewer proxies in X-Forwarded-For than there are: somebody wrote it themselves
            address = request.META["REMOTE_ADDR"]
        return lookup_hash(truncate_ip(address), scope="staff-login")

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
