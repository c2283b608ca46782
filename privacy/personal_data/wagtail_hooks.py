"""The room's place in the CMS: the report of places that the machine cannot reach."""

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from privacy.cms.menu import PermittedMenuItem
from privacy.personal_data.views import ExternalStoresView


@hooks.register("register_admin_urls")
def register_external_stores_url() -> list[Any]:
    return [path("reports/outside/", ExternalStoresView.as_view(), name="outside_stores")]


@hooks.register("register_reports_menu_item")
def register_external_stores_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Where else personal data are"),
        reverse("outside_stores"),
        ExternalStoresView.permission,
        name="outside",
        icon_name="mail",
        order=950,
    )
