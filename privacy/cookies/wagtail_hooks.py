"""Registers the report on cookie choices, its panel on the home and their style."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from privacy.cms.menu import PermittedMenuItem
from privacy.cookies.dashboard import choices_panel
from privacy.cookies.embeds_in_text import GatedEmbedHandler, embeds_in_text
from privacy.cookies.scanner import hooks as scanner_hooks  # noqa: F401
from privacy.cookies.selectors import csp_sources, script_sources
from privacy.cookies.viewsets import VIEW, CookieChoicesReport


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    return [
        path("reports/cookie-choices/", CookieChoicesReport.as_view(), name="cookie_choices"),
        path(
            "reports/cookie-choices/results/",
            CookieChoicesReport.as_view(results_only=True),
            name="cookie_choices_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def report_menu_item() -> MenuItem:
    return PermittedMenuItem(_("Cookie choices"), reverse("cookie_choices"), VIEW, icon_name="list-ul", order=720)


@hooks.register("sitemap_views")
def pages_for_everyone() -> list[str]:
    return ["cookies:page"]


@hooks.register("page_csp_sources")
def scripts_of_a_page(page: Page) -> dict[str, list[str]]:
    return script_sources()


@hooks.register("page_csp_sources")
def embeds_between_paragraphs(page: Page) -> dict[str, list[str]]:
    return csp_sources(embed.vendor for embed in embeds_in_text(page))


@hooks.register("register_rich_text_features", order=100)
def put_embeds_behind_their_notice(features: FeatureRegistry) -> None:
    features.register_embed_type(GatedEmbedHandler)


@hooks.register("construct_homepage_panels")
def show_choices(request: HttpRequest, panels: list[Any]) -> None:
    if panel := choices_panel(request):
        panels.append(panel)


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cookies/admin.css"))
