"""The room's place in the CMS."""

from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component

from privacy.cms.menu import PermittedMenuItem
from privacy.operations.health import concerns
from privacy.retention import holds_desk
from privacy.retention.review_view import RetentionReviewView


class ConcernsPanel(Component):
    """What the site's administrators should know; not shown while all is well."""

    name = "concerns"
    template_name = "operations/concerns.html"
    order = 10

    def __init__(self, said: list[str]) -> None:
        self.said = said

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"concerns": self.said}


CONCERNS_SECONDS = 20


@hooks.register("construct_homepage_panels")
def add_concerns(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm("privacy_outbox.view_outboxmail") and (said := current_concerns()):
        panels.append(ConcernsPanel(said))


def current_concerns() -> list[str]:
    """Return what the site's administrators should know, as it was at most twenty seconds ago: seven queries."""
    key = f"retention:concerns:{get_language()}"
    return cast("list[str]", cache.get_or_set(key, lambda: concerns(now=timezone.now()), CONCERNS_SECONDS))


@hooks.register("register_admin_urls")
def register_review() -> list[URLPattern]:
    return [path("reports/retention-review/", RetentionReviewView.as_view(), name="retention_review")]


@hooks.register("register_reports_menu_item")
def register_review_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Retention review"),
        reverse("retention_review"),
        RetentionReviewView.permission,
        icon_name="history",
        order=120,
    )


@hooks.register("register_admin_urls")
def register_holds() -> list[URLResolver]:
    return [path("legal-holds/", include((holds_desk.urlpatterns, holds_desk.holds.namespace)))]


@hooks.register("register_privacy_menu_item")
def register_holds_item() -> PermittedMenuItem:
    return holds_desk.holds.menu_item("legal_holds", order=650)
