"""The room's place in the CMS."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.access.admin import AccessLogView, AuthorisationViewSet

authorisations = AuthorisationViewSet()


class AccessLogMenuItem(MenuItem):
    """Shown to those who may read the log."""

    def is_shown(self, request):
        return request.user.has_perm("privacy_access.view_accessevent")


@hooks.register("register_admin_viewset")
def register_authorisations():
    return authorisations


@hooks.register("register_admin_urls")
def register_access_log_urls():
    return [
        path("reports/access/", AccessLogView.as_view(), name="access_log"),
        path("reports/access/results/", AccessLogView.as_view(results_only=True), name="access_log_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_access_log_menu_item():
    return AccessLogMenuItem(_("Access to personal data"), reverse("access_log"), icon_name="view", order=900)
