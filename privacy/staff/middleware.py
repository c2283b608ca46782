"""No screen of the CMS without a second factor (P4), and nothing done in it without a name (R94)."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from home.base.middleware import CMS_PATHS
from privacy.access.acting import CodeNeeded, acting
from privacy.staff import second_factor, sessions, step_up

# What somebody needs who is not through the second factor yet.
BEFORE = {
    "account_login",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_activate_totp",
    "staff_accept",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
}

# What an open screen asks by itself, with nobody before it.
BY_ITSELF = {"wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release"}


class RequireSecondFactor:
    """Looks only at the CMS, so that public pages stay the same for everyone (C5)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """Send who has no second factor to set one up, and who came in without using it to sign in again."""
        if not request.path.startswith(CMS_PATHS) or not second_factor.required():
            return None
        if request.resolver_match is None or request.resolver_match.url_name in BEFORE:
            return None
        if not request.user.is_authenticated or second_factor.given(request):
            return None
        if not second_factor.has_app(request.user):
            return redirect("mfa_activate_totp")
        return _sign_in_again(request)


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")


class ActsInCms:
    """Says who acts while the CMS answers, and asks for a code once more before what takes one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(CMS_PATHS):
            return self.get_response(request)
        with acting(lambda: request.user, code_is_fresh=lambda: step_up.is_fresh(request)):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """Judge the code that came with what was kept while it was asked for; ask for one where nobody was there for long."""
        if not request.path.startswith(CMS_PATHS) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is None or match.url_name in BEFORE:
            return None
        if sessions.is_over(request.session):
            return _sign_in_again(request)
        if request.method == "POST" and step_up.CODE in request.POST:
            if answer := step_up.resume(request):
                return answer
        elif step_up.is_idle(request):
            return step_up.ask(request)
        if match.view_name not in BY_ITSELF:
            step_up.note_seen(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Ask for the code; what had begun was undone with its transaction."""
        return step_up.ask(request) if isinstance(error, CodeNeeded) else None
