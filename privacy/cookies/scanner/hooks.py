"""The scanner's place in the CMS: the report and its menu item with the number of findings."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.cms.menu import PermittedMenuItem
from privacy.cookies.scanner.dashboard import VIEW
from privacy.cookies.scanner.report_view import CookieScanReport
from privacy.cookies.scanner.reports import last_scan


class CookieScanMenuItem(PermittedMenuItem):
    """“Cookie scan (3)”, for those who may read the report."""

    def render_component(self, request: HttpRequest) -> Any:
        """Put the number of findings behind the label."""
        last = last_scan(now=timezone.now())
        label = f"{self.label} ({last.count})" if last and last.count else self.label
        item = MenuItem(label, self.url, name=self.name, icon_name=self.icon_name, order=self.order)
        return item.render_component(request)


@hooks.register("register_admin_urls")
def scan_report_url() -> list[URLPattern]:
    return [path("reports/cookie-scan/", CookieScanReport.as_view(), name="cookie_scan")]


@hooks.register("register_reports_menu_item")
def scan_report_menu_item() -> MenuItem:
    return CookieScanMenuItem(
        _("Cookie scan"), reverse("cookie_scan"), VIEW, name="cookie-scan", icon_name="search", order=730
    )
