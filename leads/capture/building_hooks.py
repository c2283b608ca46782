"""The place of form building in the CMS: questions to approve, the report, trying a form out."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from leads.capture import building_views
from leads.capture.approvals import CAN_APPROVE
from privacy.register.wagtail_hooks import PermittedMenuItem


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [
        path("privacy/questions/", building_views.QuestionsView.as_view(), name="form_questions"),
        path("reports/forms/", building_views.BlockedFormsView.as_view(), name="blocked_forms"),
        path("forms/<int:pk>/try/", building_views.try_view, name="try_form"),
    ]


@hooks.register("register_privacy_menu_item")
def register_questions() -> MenuItem:
    return PermittedMenuItem(
        _("Questions to approve"),
        reverse("form_questions"),
        CAN_APPROVE,
        name="form_questions",
        icon_name="help",
        order=150,
    )


@hooks.register("register_reports_menu_item")
def register_report() -> MenuItem:
    return PermittedMenuItem(
        _("Forms: what stands in the way"),
        reverse("blocked_forms"),
        building_views.VIEW_FORMS,
        name="blocked_forms",
        icon_name="warning",
        order=110,
    )
