"""The menu "Privacy", to which rooms add with the hook `register_privacy_menu_item`; the style of plots."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import SubmenuMenuItem

from privacy.cms.menu import privacy_menu


@hooks.register("register_admin_menu_item")
def register_privacy_menu() -> SubmenuMenuItem:
    return SubmenuMenuItem(_("Privacy"), privacy_menu, name="privacy", icon_name="lock", order=700)


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/plot.css"))
