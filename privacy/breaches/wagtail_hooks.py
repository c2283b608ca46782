"""The room's place in the CMS: Privacy ▸ Breaches."""

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.breaches.desk import breaches, urlpatterns


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("breaches/", include((urlpatterns, breaches.namespace)))]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return breaches.menu_item("breaches", order=70)
