"""The room's place in the CMS: Privacy ▸ Legal cases."""

from typing import Any

from django.urls import include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from leads.cases.desk import cases, urlpatterns


@hooks.register("register_admin_urls")
def register_desk() -> list[Any]:
    return [path("cases/", include((urlpatterns, cases.namespace)))]


@hooks.register("register_privacy_menu_item")
def register_menu_item() -> MenuItem:
    return cases.menu_item("legal-cases", order=55)
