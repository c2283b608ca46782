"""CMS screens for the facts: purposes, kinds of data, companies, periods, company details."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from privacy.register import forms, titles
from privacy.register.models import Controller, DataCategory, Purpose, RetentionRule, Vendor
from privacy.register.selectors import current_release
from privacy.register.services import InUse, archive, restore
from privacy.register.stores import store_label
from privacy.register.views_of_release import period_label

IN_EFFECT = _("Changes here are a draft. They reach visitors with the next release.")


class NamedByTitle:
    """A view of a fact that calls it by its words, never by its key."""

    object: Any

    def get_page_subtitle(self) -> str:
        return display_name(self.object)


def display_name(fact: Any) -> str:
    """Return what people call a fact."""
    if isinstance(fact, Purpose):
        return titles.purpose_titles().get(fact.pk, fact.key)
    if isinstance(fact, DataCategory):
        return titles.category_labels().get(fact.pk, fact.key)
    if isinstance(fact, RetentionRule):
        return store_label(fact.store)
    return str(fact)


class FactIndexView(generic.IndexView):
    """A list that begins with what belongs in it."""

    template_name = "register/fact_index.html"
    results_template_name = "register/fact_index_results.html"
    introduction: Any = ""
    show_export_buttons = False

    def get_base_queryset(self) -> QuerySet[Model]:
        rows = super().get_base_queryset()
        return rows.order_by("archived_at", *rows.model._meta.ordering)

    def order_queryset(self, queryset: QuerySet[Model]) -> QuerySet[Model]:
        return queryset


class FactCreateView(generic.CreateView):
    """Adding a fact to the draft."""

    def get_success_message(self, instance: Any) -> str:
        return gettext("“%(name)s” is added to the draft. It reaches visitors with the next release.") % {
            "name": display_name(instance)
        }


class FactEditView(NamedByTitle, generic.EditView):
    """Changing a fact of the draft."""

    template_name = "register/fact_edit.html"
    delete_item_label = _("Archive")

    @property
    def usage(self) -> list[str]:
        return fact_usage(self.object)

    def get_success_message(self) -> str:
        return gettext("“%(name)s” is saved in the draft. It reaches visitors with the next release.") % {
            "name": display_name(self.object)
        }


def fact_usage(fact: Any) -> list[str]:
    """Return where a fact is used, in sentences."""
    lines = []
    current = current_release()
    kinds = {Purpose: "purposes", DataCategory: "categories", RetentionRule: "retention", Vendor: "vendors"}
    if current and getattr(fact, "key", None) in current.data.get(kinds.get(type(fact), ""), {}):
        lines.append(gettext("It is part of version %(number)d, which is in force.") % {"number": current.number})
    names = titles.purpose_titles()
    if isinstance(fact, Purpose):
        stores = [store_label(rule.store) for rule in fact.rules.filter(archived_at=None)]
        groups = [row.group.name for row in fact.cookie_groups.select_related("group")]
        if stores:
            lines.append(gettext("Its periods: %(names)s.") % {"names": ", ".join(stores)})
        if groups:
            lines.append(gettext("It serves the cookies: %(names)s.") % {"names": ", ".join(groups)})
    elif isinstance(fact, DataCategory):
        used = [names.get(use.purpose_id, "") for use in fact.uses.filter(purpose__archived_at=None)]
        lines.append(gettext("Used for: %(names)s.") % {"names": ", ".join(used) or gettext("nothing yet")})
    elif isinstance(fact, Vendor):
        used = [names.get(pk, "") for pk in fact.purposes.filter(archived_at=None).values_list("pk", flat=True)]
        cookies = [row.cookie.name for row in fact.cookies.select_related("cookie")]
        lines.append(gettext("Used for: %(names)s.") % {"names": ", ".join(used) or gettext("nothing yet")})
        if cookies:
            lines.append(gettext("Its cookies: %(names)s.") % {"names": ", ".join(cookies)})
    return lines


class ArchiveView(NamedByTitle, generic.DeleteView):
    """Archives instead of deleting, and restores what is archived."""

    template_name = "register/archive.html"
    page_title = _("Archive")

    def get_usage_url(self) -> None:
        """Protected relations refuse a deletion, not an archiving."""

    def get_page_title(self) -> Any:
        return _("Restore") if self.object.archived else self.page_title

    @property
    def usage_lines(self) -> list[str]:
        return fact_usage(self.object)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = {"name": display_name(self.object)}
        if self.object.archived:
            restore(fact=self.object)
            messages.success(request, gettext("“%(name)s” is back in the draft.") % name)
            return HttpResponseRedirect(self.get_success_url())
        try:
            archive(fact=self.object, now=timezone.now())
        except InUse as error:
            messages.error(request, gettext("“%(name)s” cannot be archived.") % name + f" {error}")
            return HttpResponseRedirect(self.get_delete_url())
        messages.success(
            request,
            gettext("“%(name)s” is archived, not deleted: earlier versions keep naming it. It can be restored.") % name,
        )
        return HttpResponseRedirect(self.get_success_url())


class NameColumn(TitleColumn):
    """A fact's name, read once a page."""

    @cached_property
    def names(self) -> dict[int, str]:
        return {Purpose: titles.purpose_titles, DataCategory: titles.category_labels}[self.model]()

    def __init__(self, name: str, model: type[Model], url_name: str, **kwargs: Any) -> None:
        super().__init__(name, label=kwargs.pop("label", _("Name")), url_name=url_name, **kwargs)
        self.model = model

    def get_value(self, instance: Any) -> str:
        return self.names.get(instance.pk) or instance.key


class StateColumn(Column):
    """Whether a fact is in the draft."""

    def get_value(self, instance: Any) -> str:
        if instance.archived:
            return gettext("archived")
        if isinstance(instance, Vendor):
            return gettext("switched on") if instance.active else gettext("switched off")
        return gettext("in use")


class FactViewSet(ModelViewSet):
    """What the screens of all facts share."""

    index_view_class = FactIndexView
    add_view_class = FactCreateView
    edit_view_class = FactEditView
    delete_view_class = ArchiveView
    copy_view_enabled = False
    add_to_reference_index = False
    introduction: Any = ""
    list_per_page = 50

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_index_view_kwargs(introduction=self.introduction, **kwargs)  # type: ignore[no-any-return]


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
            Column("data", label=_("Kinds of data"), accessor=lambda row: len(row.uses.all())),
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
        "Every reason for which the website uses personal data. Forms may ask only for the data that their purpose names."
    )
    edit_handler = ObjectList(
        [
            HelpPanel(
                _(
                    "People must be told why their data are used and on what legal basis, before they give them "
                    "(Art. 13(1)(c) GDPR)."
                )
            ),
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
            InlinePanel(
                "uses",
                [FieldPanel("category"), FieldPanel("requirement")],
                heading=_("Data it uses"),
                label=_("Kind of data"),
                help_text=_("Only what the purpose needs (Art. 5(1)(c) GDPR)."),
            ),
            FieldPanel("text_requirement_note"),
            MultiFieldPanel(
                [
                    FieldPanel("vendors"),
                    FieldRowPanel([FieldPanel("sends_mail"), FieldPanel("needs_reply_channel")]),
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
            NameColumn("name", DataCategory, "kinds_of_data:edit"),
            Column("uses", label=_("Purposes"), accessor=lambda row: len(row.uses.all())),
            StateColumn("state", label=_("State")),
        ]

    def get_base_queryset(self) -> QuerySet[Model]:
        return super().get_base_queryset().prefetch_related("uses")


class DataCategoryViewSet(FactViewSet):
    """Kinds of data."""

    model = DataCategory
    name = "kinds_of_data"
    url_prefix = "privacy/kinds-of-data"
    icon = "tag"
    menu_label = _("Kinds of data")
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
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("role"), FieldPanel("country"), FieldPanel("safeguards")]),
                    FieldRowPanel([FieldPanel("contract_date"), FieldPanel("contract_is_example")]),
                    FieldPanel("privacy_url"),
                    FieldPanel("cookie_url"),
                ],
                heading=_("Contract and statements"),
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("group"), FieldPanel("withdrawal")]),
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
        names = titles.purpose_titles()
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


class ControllerEditView(generic.EditView):
    """The one row of company details."""

    template_name = "register/fact_edit.html"
    usage: list[str] = []

    def get_page_subtitle(self) -> str:
        return ""

    def get_page_title(self) -> Any:
        return _("Company details")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": _("Company details")}]

    def get_success_url(self) -> str:
        return str(self.get_edit_url())

    def get_success_message(self) -> str:
        return gettext("The company details are saved in the draft. They reach visitors with the next release.")


class RefusedView(generic.DeleteView):
    """There is one row, and it stays."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise PermissionDenied


class ControllerViewSet(ModelViewSet):
    """Who answers for the data."""

    model = Controller
    name = "company_details"
    url_prefix = "privacy/company"
    icon = "home"
    menu_label = _("Company details")
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
            FieldRowPanel([FieldPanel("hosting_region"), FieldPanel("automated_decisions")]),
            FieldPanel("platform_url"),
        ]
    )


VIEWSETS = (PurposeViewSet, DataCategoryViewSet, VendorViewSet, RetentionViewSet, ControllerViewSet)
