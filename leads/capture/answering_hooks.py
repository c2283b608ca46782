"""The CMS screens of teams, rules, templates and notices; imported by the room's `wagtail_hooks`."""

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from leads.capture.notices_admin import MessagesSettingsPanel
from leads.capture.replies_admin import ReplyTemplateViewSet
from leads.capture.routing_admin import RoutingViewSet
from leads.capture.teams_admin import TeamViewSet
from privacy.register.outside import OutsideView

register_snippet(ReplyTemplateViewSet)
viewsets = [TeamViewSet(), RoutingViewSet()]


class OutsideMenuItem(MenuItem):
    """Shown to those who see the register."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(OutsideView.permission))


@hooks.register("register_admin_viewset")
def register_answering_viewsets() -> list[Any]:
    return viewsets


@hooks.register("register_account_settings_panel")
def register_notice_preference(request: HttpRequest, user: Any, profile: Any) -> MessagesSettingsPanel:
    return MessagesSettingsPanel(request, user, profile)


@hooks.register("register_admin_urls")
def register_outside_url() -> list[Any]:
    return [path("reports/outside/", OutsideView.as_view(), name="outside_stores")]


@hooks.register("register_reports_menu_item")
def register_outside_menu_item() -> MenuItem:
    return OutsideMenuItem(
        _("Where else personal data are"), reverse("outside_stores"), name="outside", icon_name="mail", order=950
    )
