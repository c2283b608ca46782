"""The room's place in the CMS: Forms, questions to approve, what stands in the way, trying a form out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from leads.forms import views
from leads.forms.approvals import CAN_APPROVE
from leads.forms.models import FormVersion, LeadForm
from leads.forms.publishing import REFUSED
from leads.forms.translating import what_keeps_offline
from leads.forms.viewsets import LeadFormViewSet
from privacy.cms.menu import PermittedMenuItem

register_snippet(LeadFormViewSet)


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [
        path("privacy/questions/", views.QuestionsView.as_view(), name="form_questions"),
        path("reports/forms/", views.BlockedFormsView.as_view(), name="blocked_forms"),
        path("forms/<int:pk>/try/", views.try_view, name="try_form"),
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
        views.VIEW_FORMS,
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
    """The editor of translations says “published” whatever form lint says; a form's own screen has a panel for it."""
    if request.method != "GET" or not isinstance(instance, LeadForm):
        return
    findings = what_keeps_offline(instance)
    if findings:
        reasons = " ".join(f"{finding.message} {finding.fix}" for finding in findings)
        told = gettext("Visitors do not see this translation as it stands. %(reasons)s") % {"reasons": reasons}
        messages.warning(request, told)


@hooks.register("before_delete_snippet")
def keep_published_forms(request: HttpRequest, instances: list[Any]) -> HttpResponse | None:
    """A form that was published is proof of what was asked: it is taken offline, never deleted (E4)."""
    ids = [instance.pk for instance in instances if isinstance(instance, LeadForm)]
    if not FormVersion.objects.filter(form__in=ids).exists():
        return None
    messages.error(
        request,
        gettext("A form that was published stays: messages point at what it asked. Unpublish it to take it offline."),
    )
    return redirect(LeadFormViewSet().get_url_name("list"))
