"""The room's place in the CMS: Privacy ▸ Breaches."""

from typing import Any

from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.breaches import desk
from privacy.cms.menu import PermittedMenuItem


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("breaches/", include((desk.urlpatterns, "breaches")))]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Breaches"), reverse("breaches:list"), desk.VIEW, name="breaches", icon_name="warning", order=70
    )
