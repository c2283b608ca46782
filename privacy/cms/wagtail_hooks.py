"""The menu "Privacy"; rooms add their items with the hook `register_privacy_menu_item`."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from privacy.cms.menu import privacy_menu


@hooks.register("register_admin_menu_item")
def register_privacy_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Privacy"), privacy_menu, name="privacy", icon_name="lock", order=700)
