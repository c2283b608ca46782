"""The room's place in the CMS: Privacy ▸ Requests about data."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.cms.menu import PermittedMenuItem
from privacy.rights.desk_urls import urlpatterns
from privacy.rights.permissions import VIEW, requests


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("requests/", include((urlpatterns, "rights_desk")))]


@hooks.register("sitemap_views")
def pages_for_everyone() -> list[str]:
    return ["rights:start"]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return requests.menu_item("requests", order=50)


@hooks.register("register_privacy_menu_item")
def register_proof() -> MenuItem:
    return PermittedMenuItem(
        _("Proof"), reverse("rights_desk:proof"), VIEW, name="proof", icon_name="clipboard-list", order=55
    )
