"""The room's place in the CMS."""

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from home.translation.permissions import CODENAME, keep_until_published, refuse_source_language
from privacy.access.log_report import AccessLogView
from privacy.access.viewsets import AuthorisationViewSet
from privacy.cms.menu import PermittedMenuItem

authorisations = AuthorisationViewSet()


@hooks.register("register_admin_viewset")
def register_authorisations() -> AuthorisationViewSet:
    return authorisations


@hooks.register("register_admin_urls")
def register_access_log_urls() -> list[URLPattern]:
    return [
        path("reports/access/", AccessLogView.as_view(), name="access_log"),
        path("reports/access/results/", AccessLogView.as_view(results_only=True), name="access_log_results"),
    ]


@hooks.register("register_reports_menu_item")
def register_access_log_menu_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Access to personal data"),
        reverse("access_log"),
        "privacy_access.view_accessevent",
        icon_name="view",
        order=900,
    )


@hooks.register("register_permissions")
def register_source_language_permission() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="wagtailcore", codename=CODENAME)


hooks.register("before_edit_page", refuse_source_language, order=-100)
hooks.register("before_edit_snippet", refuse_source_language, order=-100)
hooks.register("before_edit_snippet", keep_until_published, order=-90)
