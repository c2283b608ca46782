"""The place of form building in the CMS: questions to approve, the report, trying a form out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from leads.capture import building_views
from leads.capture.approvals import CAN_APPROVE
from leads.capture.models import LeadForm
from leads.capture.refusals import REFUSED
from leads.capture.translating import what_keeps_offline
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


@hooks.register("register_log_actions")
def register_refusal(actions: Any) -> None:
    actions.register_action(REFUSED, _("Refuse to publish"), _("Not published: kept as a draft"))


# Before wagtail-localize's hook, which answers with its own editor.
@hooks.register("before_edit_snippet", order=-1)
def say_what_keeps_a_translation_offline(request: HttpRequest, instance: Any) -> None:
    """The editor of translations says “published” whatever the guard says; a form's own screen has a panel for it."""
    if request.method != "GET" or not isinstance(instance, LeadForm):
        return
    findings = what_keeps_offline(instance)
    if findings:
        reasons = " ".join(f"{finding.message} {finding.fix}" for finding in findings)
        told = gettext("Visitors do not see this translation as it stands. %(reasons)s") % {"reasons": reasons}
        messages.warning(request, told)
