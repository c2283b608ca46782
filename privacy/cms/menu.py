"""The menu "Privacy", and the menu item that is shown to those who may follow it."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import Menu, MenuItem

privacy_menu = Menu(register_hook_name="register_privacy_menu_item", construct_hook_name="construct_privacy_menu")


class PermittedMenuItem(MenuItem):
    """Shown to those who have the permission."""

    def __init__(self, label: Any, url: str, permission: str, **kwargs: Any) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))
