"""Registers navigation, footer and site messages under Settings."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.shell.models import Footer, Navigation, SiteMessages


class NavigationViewSet(SnippetViewSet):
    """The header's links, one entry a language."""

    model = Navigation
    icon = "bars"
    menu_label = _("Navigation")
    menu_order = 300
    add_to_settings_menu = True
    copy_view_enabled = False


class FooterViewSet(SnippetViewSet):
    """The footer, one entry a language."""

    model = Footer
    icon = "arrow-down-big"
    menu_label = _("Footer")
    menu_order = 310
    add_to_settings_menu = True
    copy_view_enabled = False


class SiteMessagesViewSet(SnippetViewSet):
    """Short texts outside pages, one entry a language."""

    model = SiteMessages
    icon = "comment"
    menu_label = _("Site messages")
    menu_order = 320
    add_to_settings_menu = True
    copy_view_enabled = False


register_snippet(NavigationViewSet)
register_snippet(FooterViewSet)
register_snippet(SiteMessagesViewSet)
