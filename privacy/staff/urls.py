"""Addresses of signing in. They stand before Wagtail's own below /admin/; allauth's other doors are not there."""

from allauth.account.views import ReauthenticateView as PasswordAgainView
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import LogoutView

from privacy.staff import views
from privacy.staff.accounts import OwnAccountView
from privacy.staff.attempts import MAILS, throttled

urlpatterns = [
    # Wagtail's own refuses a GET and takes the session's cookie away all the same: a picture would sign people out.
    path("logout/", require_POST(LogoutView.as_view()), name="wagtailadmin_logout"),
    path("login/", views.LoginView.as_view(), name="account_login"),
    path("login/code/", views.CodeView.as_view(), name="mfa_authenticate"),
    path(
        "confirm/", PasswordAgainView.as_view(template_name="staff/password_again.html"), name="account_reauthenticate"
    ),
    path("confirm/code/", views.CodeAgainView.as_view(), name="mfa_reauthenticate"),
    path("account/", require_admin_access(OwnAccountView.as_view()), name="wagtailadmin_account"),
    path("account/sessions/", require_admin_access(views.SessionsView.as_view()), name="staff_sessions"),
    path("second-factor/", views.SecondFactorView.as_view(), name="mfa_index"),
    path("second-factor/app/", views.EnrolView.as_view(), name="mfa_activate_totp"),
    path("second-factor/codes/", views.CodesView.as_view(), name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", views.NewCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("second-factor/codes/download/", views.DownloadCodesView.as_view(), name="mfa_download_recovery_codes"),
    path("invitation/<str:token>/", views.AcceptView.as_view(), name="staff_accept"),
    path(
        "password_reset/",
        never_cache(throttled(MAILS)(views.ForgottenView.as_view())),
        name="wagtailadmin_password_reset",
    ),
]
