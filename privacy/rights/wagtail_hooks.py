"""The room's place in the CMS: Privacy ▸ Requests about data."""

from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.cms.menu import PermittedMenuItem
from privacy.rights.desk_urls import urlpatterns
from privacy.rights.permissions import VIEW


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("requests/", include((urlpatterns, "rights_desk")))]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Requests about data"), reverse("rights_desk:list"), VIEW, name="requests", icon_name="user", order=50
    )


@hooks.register("register_privacy_menu_item")
def register_proof() -> MenuItem:
    return PermittedMenuItem(
        _("Proof"), reverse("rights_desk:proof"), VIEW, name="proof", icon_name="clipboard-list", order=55
    )


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("rights/desk.css"))
