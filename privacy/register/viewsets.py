"""CMS screens for the facts: purposes, kinds of data, companies, periods, company details."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.viewsets.model import ModelViewSet

from privacy.personal_data.labels import store_label
from privacy.register import forms
from privacy.register.fact_views import (
    ArchiveView,
    ControllerEditView,
    FactCreateView,
    FactEditView,
    FactHistoryView,
    FactIndexView,
    FactUsageView,
    NameColumn,
    RefusedView,
    StateColumn,
)
from privacy.register.models.facts import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.periods_in_words import period_label
from privacy.register.selectors import purpose_titles
from privacy.register.service_registry import service_names
from privacy.register.views import CAN_RELEASE


class FactViewSet(ModelViewSet):
    """What the screens of all facts share."""

    index_view_class = FactIndexView
    add_view_class = FactCreateView
    edit_view_class = FactEditView
    delete_view_class = ArchiveView
    history_view_class = FactHistoryView
    usage_view_class = FactUsageView
    copy_view_enabled = False
    add_to_reference_index = False
    introduction: Any = ""
    list_per_page = 50

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(introduction=self.introduction, **kwargs)


class PurposeIndexView(FactIndexView):
    """Purposes with what each uses, in a fixed number of queries."""

    def get_base_queryset(self) -> QuerySet[Model]:
        return super().get_base_queryset().prefetch_related("uses")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            NameColumn("name", Purpose, "purposes:edit"),
            Column("section", label=_("Policy"), accessor=lambda row: f"§{row.section}" if row.section else ""),
            Column("basis", label=_("Legal basis"), accessor="get_basis_display"),
            Column("services", label=_("Carried out by"), accessor=lambda row: service_names(row.key) or "–"),
            Column("data", label=_("Data categories"), accessor=lambda row: len(row.uses.all())),
            StateColumn("state", label=_("State")),
        ]


class PurposeViewSet(FactViewSet):
    """Why data are used."""

    model = Purpose
    name = "purposes"
    url_prefix = "privacy/purposes"
    icon = "list-ul"
    menu_label = _("Purposes")
    index_view_class = PurposeIndexView
    introduction = _(
        "Every reason for which the website uses personal data. Forms may ask only for the data that their purpose names. "
        "Visitors are told of a purpose while it is in use, or has ended and data are left; what is only prepared stays here."
    )
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "People must be told why their data are used and on what legal basis, before they give them "
                    "(Art. 13(1)(c) GDPR)."
                )
            ),
            FieldPanel("status", permission=CAN_RELEASE),
            FieldPanel("text_title"),
            FieldPanel("text_description"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("basis"), FieldPanel("source"), FieldPanel("section")]),
                    FieldPanel("text_interest"),
                    FieldPanel("text_consent_label"),
                    FieldPanel("text_consent_help"),
                ],
                heading=_("Legal basis"),
            ),
            MultiFieldPanel(
                [FieldPanel("interest_assessment"), FieldPanel("impact_assessment")],
                heading=_("Assessments"),
                classname="collapsed",
            ),
            InlinePanel(
                "uses",
                [FieldPanel("category"), FieldPanel("requirement")],
                heading=_("Data it uses"),
                label=_("Data category"),
                help_text=_("Only what the purpose needs (Art. 5(1)(c) GDPR)."),
            ),
            FieldPanel("text_requirement_note"),
            MultiFieldPanel(
                [
                    FieldPanel("vendors"),
                    FieldRowPanel([FieldPanel("sends_mail"), FieldPanel("needs_reply_channel"), FieldPanel("calls")]),
                    FieldRowPanel([FieldPanel("noticed_on"), FieldPanel("position")]),
                ],
                heading=_("Sharing and replies"),
                classname="collapsed",
            ),
        ],
        base_form_class=forms.PurposeForm,
    )


class DataCategoryIndexView(FactIndexView):
    """Kinds of data by name."""

    @cached_property
    def columns(self) -> list[Column]:
        return [
            NameColumn("name", DataCategory, "data_categories:edit"),
            Column("uses", label=_("Purposes"), accessor=lambda row: len(row.uses.all())),
            StateColumn("state", label=_("State")),
        ]

    def get_base_queryset(self) -> QuerySet[Model]:
        return super().get_base_queryset().prefetch_related("uses")


class DataCategoryViewSet(FactViewSet):
    """Kinds of data."""

    model = DataCategory
    name = "data_categories"
    url_prefix = "privacy/data-categories"
    icon = "tag"
    menu_label = _("Data categories")
    index_view_class = DataCategoryIndexView
    introduction = _("The words by which forms, notices and the policy name personal data.")
    edit_handler = ObjectList(
        [
            FieldPanel("text_label"),
            FieldPanel("text_explanation"),
            FieldRowPanel([FieldPanel("dpv"), FieldPanel("position")]),
        ],
        base_form_class=forms.DataCategoryForm,
    )


class VendorViewSet(FactViewSet):
    """Companies that receive data."""

    model = Vendor
    name = "companies"
    url_prefix = "privacy/companies/all"
    icon = "group"
    menu_label = _("Companies")
    introduction = _("Every company that receives personal data by way of the website.")
    list_display = ["name", Column("role", label=_("Role"), accessor="get_role_display"), StateColumn("state")]
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "A company may receive data only under a contract, and people must be told which company it is and "
                    "where their data go (Art. 13(1)(e)–(f) and 28 GDPR)."
                )
            ),
            FieldPanel("name"),
            FieldPanel("text_what"),
            FieldPanel("text_receives"),
            FieldPanel("text_arrangement"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("role"), FieldPanel("country"), FieldPanel("safeguards")]),
                    FieldRowPanel([FieldPanel("contract_date"), FieldPanel("contract_is_example")]),
                    FieldPanel("privacy_url"),
                    FieldPanel("cookie_url"),
                    FieldPanel("subprocessors_url"),
                    FieldPanel("uses_nobody"),
                ],
                heading=_("Contract and statements"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("group"), FieldPanel("withdrawal")]),
                    FieldRowPanel([FieldPanel("script"), FieldPanel("script_id")]),
                    FieldPanel("hosts"),
                    FieldPanel("frame_hosts"),
                ],
                heading=_("In the visitor's browser"),
                classname="collapsed",
            ),
            FieldPanel("active"),
        ],
        base_form_class=forms.VendorForm,
    )


class RetentionIndexView(FactIndexView):
    """Periods by purpose."""

    def get_base_queryset(self) -> QuerySet[Model]:
        return super().get_base_queryset().select_related("purpose")

    @cached_property
    def columns(self) -> list[Column]:
        names = purpose_titles()
        return [
            TitleColumn(
                "store",
                label=_("What is kept"),
                accessor=lambda row: store_label(row.store),
                url_name="retention_periods:edit",
            ),
            Column("purpose", label=_("Purpose"), accessor=lambda row: names.get(row.purpose_id, "")),
            Column(
                "period",
                label=_("Kept for"),
                accessor=lambda row: period_label(
                    None if row.open_ended else row.period_value, row.period_unit, row.trigger
                ),
            ),
            Column(
                "confirmed",
                label=_("Confirmed"),
                accessor=lambda row: row.confirmed_on or gettext("not yet"),
            ),
            StateColumn("state", label=_("State")),
        ]


class RetentionViewSet(FactViewSet):
    """How long data are kept."""

    model = RetentionRule
    name = "retention_periods"
    url_prefix = "privacy/retention"
    icon = "history"
    menu_label = _("Retention")
    index_view_class = RetentionIndexView
    introduction = _(
        "How long the website keeps what. Once released, these periods are carried out every day. The policy named no "
        "periods: each is a proposal until the company confirms it."
    )
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "Data are kept no longer than the purpose needs, and people are told how long (Art. 5(1)(e), 13(2)(a) GDPR)."
                )
            ),
            FieldPanel("purpose"),
            FieldPanel("store"),
            FieldRowPanel([FieldPanel("period_value"), FieldPanel("period_unit"), FieldPanel("trigger")]),
            FieldRowPanel([FieldPanel("action"), FieldPanel("confirmed_on")]),
        ],
        base_form_class=forms.RetentionRuleForm,
    )


class ControllerViewSet(ModelViewSet):
    """Who answers for the data."""

    model = Controller
    name = "company_details"
    url_prefix = "privacy/company"
    icon = "home"
    menu_label = _("Company details")
    add_view_class = FactCreateView
    edit_view_class = ControllerEditView
    delete_view_class = RefusedView
    copy_view_enabled = False
    add_to_reference_index = False
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "People must be told who answers for their data and how to reach that company (Art. 13(1)(a) GDPR). "
                    "The policy, the footer and every message take these details from here."
                )
            ),
            FieldRowPanel([FieldPanel("public_name"), FieldPanel("legal_name")]),
            FieldPanel("street"),
            FieldRowPanel([FieldPanel("postal_code"), FieldPanel("city"), FieldPanel("country")]),
            FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_e164")]),
            FieldRowPanel([FieldPanel("email"), FieldPanel("access_email")]),
            FieldRowPanel([FieldPanel("authority_name"), FieldPanel("authority_url")]),
            FieldRowPanel([FieldPanel("dpo_name"), FieldPanel("dpo_email")]),
            FieldPanel("automated_decisions"),
            FieldPanel("platform_url"),
        ]
    )


VIEWSETS = (PurposeViewSet, DataCategoryViewSet, VendorViewSet, RetentionViewSet, ControllerViewSet)
