"""The room's place in the CMS: Forms, and the Inbox with how many messages wait."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from leads.capture import answering_hooks, building_hooks, protection_hooks  # noqa: F401
from leads.capture.admin import LeadFormViewSet
from leads.capture.inbox.gate import VIEW, desk_at
from leads.capture.inbox.selectors import waiting_at
from leads.capture.inbox.urls import patterns as inbox_patterns
from leads.capture.inbox.words import at_most
from leads.capture.models import FormVersion, LeadForm

register_snippet(LeadFormViewSet)


class InboxMenuItem(MenuItem):
    """“Inbox (3)”, for those whose role has an inbox."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(VIEW))

    def render_component(self, request: HttpRequest) -> Any:
        waiting = waiting_at(desk_at(request))
        label = f"{self.label} ({at_most(waiting.count)})" if waiting.count else self.label
        item = MenuItem(label, self.url, name=self.name, icon_name=self.icon_name, order=self.order)
        return item.render_component(request)


@hooks.register("register_admin_menu_item")
def register_inbox_menu_item() -> InboxMenuItem:
    return InboxMenuItem(_("Inbox"), reverse("capture_inbox:list"), name="inbox", icon_name="mail", order=260)


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[Any]:
    return [path("inbox/", include((inbox_patterns, "capture_inbox")))]


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
