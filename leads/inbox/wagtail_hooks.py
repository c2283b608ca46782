"""The room's place in the CMS: the Inbox with how many messages wait, reply templates, one's own notifications."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from leads.inbox.permissions import VIEW, desk_at
from leads.inbox.preferences import MessagesSettingsPanel
from leads.inbox.selectors import open_count
from leads.inbox.urls import patterns
from leads.inbox.viewsets import ReplyTemplateViewSet
from leads.inbox.words import at_most
from privacy.cms.menu import PermittedMenuItem

register_snippet(ReplyTemplateViewSet)


class InboxMenuItem(PermittedMenuItem):
    """“Inbox (3)”, for those whose role has an inbox."""

    def render_component(self, request: HttpRequest) -> Any:
        waiting = open_count(desk_at(request))
        label = f"{self.label} ({at_most(waiting.count)})" if waiting.count else self.label
        item = MenuItem(label, self.url, name=self.name, icon_name=self.icon_name, order=self.order)
        return item.render_component(request)


@hooks.register("register_admin_menu_item")
def register_menu_item() -> InboxMenuItem:
    return InboxMenuItem(_("Inbox"), reverse("inbox:list"), VIEW, name="inbox", icon_name="mail", order=260)


@hooks.register("register_admin_urls")
def register_urls() -> list[Any]:
    return [path("inbox/", include((patterns, "inbox")))]


@hooks.register("register_account_settings_panel")
def register_preference(request: HttpRequest, user: Any, profile: Any) -> MessagesSettingsPanel:
    return MessagesSettingsPanel(request, user, profile)
