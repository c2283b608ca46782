"""Signing in, setting up the second factor, accepting an invitation."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView, TemplateView, View
from wagtail.admin.views.account import LoginView as WagtailLoginView
from wagtail.admin.views.account import PasswordResetView

from privacy.staff import second_factor
from privacy.staff.forms import AcceptForm
from privacy.staff.invitations import accept, find_open
from privacy.staff.login import CodeForm, ConfirmByCodeForm, EnrolForm, StaffLoginForm
from privacy.staff.passwords import ForgottenForm
from privacy.staff.sessions import end_sessions, signed_in

recently_proven = reauthentication_required(app="allauth.mfa")


def sign_in(request: HttpRequest, user: Any, url: str) -> HttpResponse:
    """Let somebody in who has just typed their password: to the second step, if they have one."""
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user, redirect_url=url, email_verification="none"))


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class LoginView(WagtailLoginView):
    """Name and password."""

    template_name = "staff/login.html"

    def get_form_class(self) -> type[StaffLoginForm]:
        return StaffLoginForm

    def form_valid(self, form: StaffLoginForm) -> HttpResponse:
        # 0: until the browser closes.
        self.request.session.set_expiry(settings.SESSION_COOKIE_AGE if form.cleaned_data["remember"] else 0)
        return sign_in(self.request, form.get_user(), self.get_success_url())


class ForgottenView(PasswordResetView):
    """Ask for a link to a new password."""

    def get_form_class(self) -> type[ForgottenForm]:
        return ForgottenForm


class CodeView(AuthenticateView):
    """The code of the app, or a recovery code."""

    template_name = "staff/code.html"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm


@method_decorator(never_cache, name="dispatch")
class CodeAgainView(ReauthenticateView):
    """A code again, before the second factor itself is changed."""

    template_name = "staff/code_again.html"

    def get_form_class(self) -> type[ConfirmByCodeForm]:
        return ConfirmByCodeForm


@method_decorator([never_cache, login_required], name="dispatch")
class SecondFactorView(TemplateView):
    """What somebody has set up."""

    template_name = "staff/second_factor.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            header_title=_("Second factor"),
            has_app=second_factor.has_app(user),
            codes_left=len(second_factor.unused_codes(user)),
        )


@method_decorator([never_cache, login_required], name="dispatch")
class SessionsView(TemplateView):
    """Where somebody is signed in, and the button that ends it everywhere else."""

    template_name = "staff/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = signed_in(self.request.user, this=self.request.session.session_key or "", now=timezone.now())
        return super().get_context_data(**kwargs, header_title=_("Where you are signed in"), sessions=found)

    def post(self, request: HttpRequest) -> HttpResponse:
        end_sessions(user=request.user, but=request.session.session_key or "")
        messages.success(request, _("You are signed in here alone now."))
        return redirect("staff_sessions")


@method_decorator([never_cache, login_required, recently_proven], name="dispatch")
class EnrolView(FormView):
    """Set up the app, or move to another phone: the old one works until the new one has."""

    form_class = EnrolForm
    template_name = "staff/enrol.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        secret, adapter = context["form"].secret, get_adapter()
        picture = adapter.build_totp_svg(adapter.build_totp_url(self.request.user, secret))
        return {
            **context,
            # allowed markup-from-parts: a picture drawn here from our own words; nothing in it comes from outside.
            "picture": mark_safe(picture.partition("?>")[2] or picture),
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            "moving": second_factor.has_app(self.request.user),
        }

    def form_valid(self, form: EnrolForm) -> HttpResponse:
        first = second_factor.enrol(request=self.request, secret=form.secret)
        if first:
            second_factor.show_codes(self.request)
        return redirect("mfa_view_recovery_codes" if first else "mfa_index")


class JustMade:
    """Of recovery codes: shown where they were made, for some minutes, and never again."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not second_factor.may_show_codes(request):
            return redirect("mfa_index")
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return answer


@method_decorator([never_cache, login_required, recently_proven], name="dispatch")
class CodesView(JustMade, TemplateView):
    """The recovery codes, to be printed or kept in a file."""

    template_name = "staff/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, codes=second_factor.unused_codes(self.request.user))


@method_decorator([never_cache, login_required, recently_proven], name="dispatch")
class DownloadCodesView(JustMade, View):
    """The recovery codes as a text file."""

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = [_("Recovery codes for the CMS. Each works once."), "", *second_factor.unused_codes(request.user), ""]
        answer = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
        return answer


@method_decorator([never_cache, login_required, recently_proven], name="dispatch")
class NewCodesView(TemplateView):
    """Replace the recovery codes."""

    template_name = "staff/new_codes.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        second_factor.renew_codes(user=request.user)
        second_factor.show_codes(request)
        return redirect("mfa_view_recovery_codes")


@method_decorator([never_cache, sensitive_post_parameters("password1", "password2")], name="dispatch")
class AcceptView(FormView):
    """Accept an invitation: choose a password. Opening the link changes nothing; mail scanners open links."""

    form_class = AcceptForm
    template_name = "staff/accept.html"
    success_url = reverse_lazy("wagtailadmin_home")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = find_open(kwargs["token"], now=timezone.now())
        if found is None:
            return render(request, "staff/link_over.html", {"login": reverse("account_login")}, status=410)
        self.invitation = found
        with translation.override(self.invitation.language):
            answer = super().dispatch(request, *args, **kwargs)
            return answer.render() if hasattr(answer, "render") else answer

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "invitation": self.invitation}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            invitation=self.invitation,
            rules=password_validators_help_texts(),
            roles=self.invitation.groups.all(),
        )

    def form_valid(self, form: AcceptForm) -> HttpResponse:
        user = accept(invitation=self.invitation, password=form.cleaned_data["password1"], now=timezone.now())
        if user is None:
            return redirect(self.request.path)
        return sign_in(self.request, user, str(self.success_url))
