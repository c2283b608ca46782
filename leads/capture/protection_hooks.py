"""What protects forms, in the CMS: the switches under Settings, and a report."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.contrib.settings.registry import register_setting

from leads.capture.guards_report import VIEW, report_view
from leads.capture.models import ProtectionSettings

register_setting(ProtectionSettings, icon="lock", order=400)


class ProtectionMenuItem(MenuItem):
    """Shown to those who look after the site."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))


@hooks.register("register_admin_urls")
def register_protection_urls() -> list[Any]:
    return [path("reports/protection/", report_view, name="capture_protection")]


@hooks.register("register_reports_menu_item")
def register_protection_menu_item() -> ProtectionMenuItem:
    return ProtectionMenuItem(
        _("Protection of forms"), reverse("capture_protection"), name="protection", icon_name="lock", order=920
    )
