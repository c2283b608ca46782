"""Registers the report on cookie choices."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.cookies.admin import CookieChoicesReport
from privacy.cookies.scanner import hooks as scanner_hooks  # noqa: F401


class CookieChoicesMenuItem(MenuItem):
    """Shown to those who may read the counts."""

    def is_shown(self, request: object) -> bool:
        """Return whether this member of staff may read the counts."""
        return bool(request.user.has_perm(CookieChoicesReport.permission_required))  # type: ignore[attr-defined]


@hooks.register("register_admin_urls")
def report_url() -> list[URLPattern]:
    return [path("reports/cookie-choices/", CookieChoicesReport.as_view(), name="cookie_choices")]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return CookieChoicesMenuItem(_("Cookie choices"), reverse("cookie_choices"), icon_name="list-ul", order=720)
