"""Registers header and footer under Settings, and links in rich text."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from home.base.models import HeaderFooter
from home.base.rich_text import PreloadedLinkHandler


class HeaderFooterViewSet(SnippetViewSet):
    """Header, footer and messages, one entry a language."""

    model = HeaderFooter
    icon = "bars"
    menu_label = _("Header and footer")
    menu_order = 300
    add_to_settings_menu = True
    copy_view_enabled = False


register_snippet(HeaderFooterViewSet)


@hooks.register("register_rich_text_features", order=100)
def read_links_together(features: FeatureRegistry) -> None:
    """Resolve links to pages from what the page has read already."""
    features.register_link_type(PreloadedLinkHandler)
