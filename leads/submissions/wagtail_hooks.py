"""The room's place in the CMS: the switches of spam protection under Settings, and a report of what it did."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting

from leads.submissions.spam.models import ProtectionSettings
from leads.submissions.spam.report import VIEW, report_view
from privacy.cms.menu import PermittedMenuItem

register_setting(ProtectionSettings, icon="lock", order=400)


@hooks.register("register_admin_urls")
def register_report_url() -> list[Any]:
    return [path("reports/protection/", report_view, name="spam_protection_report")]


@hooks.register("register_reports_menu_item")
def register_report_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Protection of forms"),
        reverse("spam_protection_report"),
        VIEW,
        name="protection",
        icon_name="lock",
        order=920,
    )
