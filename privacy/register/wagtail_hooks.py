"""The register's place in the CMS: the menu "Privacy", its screens, the report and the home panel."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.cms.dashboard import HealthPanel
from privacy.cms.menu import PermittedMenuItem
from privacy.cms.views import StaffRequest
from privacy.register import fact_views, text_views, views
from privacy.register.processing_record import ProcessingRecordView
from privacy.register.section_viewset import PolicySectionViewSet
from privacy.register.viewsets import VIEWSETS

viewsets = [viewset() for viewset in (*VIEWSETS, PolicySectionViewSet)]


text_views.register_texts()


@hooks.register("register_admin_viewset")
def register_fact_viewsets() -> list[Any]:
    return viewsets


@hooks.register("register_admin_urls")
def register_screens() -> list[Any]:
    return [
        path("privacy/review/", views.ReviewView.as_view(), name="register_review"),
        path("privacy/review/waive/", views.WaiveView.as_view(), name="register_waive"),
        path("privacy/versions/", views.VersionsView.as_view(), name="register_versions"),
        path("privacy/versions/<int:number>/", views.VersionView.as_view(), name="register_version"),
        path("privacy/texts/", text_views.TextsView.as_view(), name="register_texts"),
        path("privacy/texts/<slug:language>/", text_views.LanguageTextsView.as_view(), name="register_language_texts"),
        path("privacy/banner/", text_views.banner_words, name="register_banner"),
        path("privacy/companies/", fact_views.CompaniesView.as_view(), name="register_companies"),
        path("privacy/cookies/<int:pk>/", fact_views.CookieGroupView.as_view(), name="register_cookie_group"),
        path("privacy/company-details/", fact_views.company_details, name="register_company_details"),
        path("reports/record-of-processing/", ProcessingRecordView.as_view(), name="processing_record"),
        path("reports/register-changes/", views.ChangesView.as_view(), name="register_changes"),
        path("reports/policy-health/", views.HealthView.as_view(), name="policy_health"),
    ]


ITEMS = (
    (_("Review and release"), "register_review", "privacy_register.view_release", "check"),
    (_("Purposes"), "purposes:index", "privacy_register.change_purpose", "list-ul"),
    (_("Data categories"), "data_categories:index", "privacy_register.change_datacategory", "tag"),
    (_("Sections"), "policy_sections:index", "privacy_register.change_policysection", "doc-full"),
    (_("Texts"), "register_texts", "privacy_register.view_purposetext", "pilcrow"),
    (_("Companies and cookies"), "register_companies", "privacy_register.view_vendor", "group"),
    (_("Retention"), "retention_periods:index", "privacy_register.change_retentionrule", "history"),
    (_("Company details"), "register_company_details", "privacy_register.change_controller", "home"),
    (_("Policy versions"), "register_versions", "privacy_register.view_release", "calendar-alt"),
)


def _item(index: int) -> MenuItem:
    label, url_name, permission, icon = ITEMS[index]
    return PermittedMenuItem(
        label, reverse(url_name), permission, name=url_name.split(":")[0], icon_name=icon, order=(index + 1) * 100
    )


for index in range(len(ITEMS)):
    hooks.register("register_privacy_menu_item", lambda index=index: _item(index))


@hooks.register("register_reports_menu_item")
def register_health_report() -> MenuItem:
    return PermittedMenuItem(
        _("Policy health"), reverse("policy_health"), "privacy_register.view_release", icon_name="warning", order=100
    )


@hooks.register("register_reports_menu_item")
def register_record() -> MenuItem:
    return PermittedMenuItem(
        _("Record of processing"),
        reverse("processing_record"),
        "privacy_register.view_release",
        icon_name="list-ul",
        order=110,
    )


@hooks.register("register_reports_menu_item")
def register_changes() -> MenuItem:
    return PermittedMenuItem(
        _("Changes of the register"),
        reverse("register_changes"),
        "privacy_register.view_release",
        icon_name="history",
        order=120,
    )


@hooks.register("construct_main_menu")
def hide_the_list_of_snippets(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Every kind of snippet has its own place by task; the technical list has none."""
    menu_items[:] = [item for item in menu_items if item.name != "snippets"]


# Wagtail's panels on moderation and locks: neither is used here, and each asks the database at every visit.
UNUSED_PANELS = ("workflow_objects_to_moderate", "user_objects_in_workflow_moderation", "locked_pages")


@hooks.register("construct_homepage_panels")
def show_what_needs_somebody(request: StaffRequest, panels: list[Any]) -> None:
    """Panels by role: who releases the policy has no list of pages edited last."""
    left_out = {*UNUSED_PANELS, *(["recent_edits"] if request.user.has_perm(views.CAN_RELEASE) else [])}
    panels[:] = [HealthPanel(request), *(panel for panel in panels if panel.name not in left_out)]


@hooks.register("construct_homepage_summary_items", order=1000)
def leave_out_counts(request: HttpRequest, summary_items: list[Any]) -> None:
    """How many pages, images and documents there are asks nobody to do anything; the menu leads to them."""
    summary_items.clear()


@hooks.register("construct_reports_menu")
def show_translations_to_those_who_translate(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """wagtail-localize shows its report to everybody."""
    if not request.user.has_perm("wagtail_localize.submit_translation"):
        menu_items[:] = [item for item in menu_items if item.name != "translations"]


@hooks.register("insert_global_admin_css")
def add_style() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("register/admin.css"))
