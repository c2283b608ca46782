"""The room's place in the CMS: Privacy ▸ Legal cases."""

from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from leads.cases import desk
from privacy.cms.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("cases/", include((desk.urlpatterns, "legal_cases")))]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Legal cases"),
        reverse("legal_cases:list"),
        desk.VIEW,
        name="legal-cases",
        icon_name="clipboard-list",
        order=55,
    )


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cases/desk.css"))
