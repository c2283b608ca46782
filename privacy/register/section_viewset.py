"""The CMS screen of the policy's sections: what each says, and which facts it shows."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column

from privacy.register.fact_views import FactIndexView, NameColumn, StateColumn
from privacy.register.models.sections import PolicySection
from privacy.register.section_form import PolicySectionForm
from privacy.register.selectors import section_headings
from privacy.register.viewsets import FactViewSet


class PolicySectionIndexView(FactIndexView):
    """Sections in the order in which people read them."""

    def get_base_queryset(self) -> QuerySet[Model]:
        return super().get_base_queryset().select_related("parent")

    @cached_property
    def columns(self) -> list[Column]:
        headings = section_headings()

        def part_of(row: Any) -> str:
            return headings.get(row.parent_id, "") if row.parent_id else ""

        return [
            NameColumn("name", PolicySection, "policy_sections:edit"),
            Column("document", label=_("Document"), accessor="get_document_display"),
            Column("parent", label=_("Part of"), accessor=part_of),
            Column("shows", label=_("Shows"), accessor="get_shows_display"),
            StateColumn("state", label=_("State")),
        ]


class PolicySectionViewSet(FactViewSet):
    """The sections of the policy, the terms and the cookie page."""

    model = PolicySection
    name = "policy_sections"
    url_prefix = "privacy/sections"
    icon = "doc-full"
    menu_label = _("Sections")
    index_view_class = PolicySectionIndexView
    introduction = _(
        "The words of the privacy policy and the terms, section by section. People read what was released: a change here is a "
        "draft until the next release."
    )
    edit_handler = ObjectList(
        [
            HelpPanel(
                _("What people are told about their data is concise, clear and easy to understand (Art. 12(1) GDPR).")
            ),
            FieldPanel("text_heading"),
            FieldPanel("text_text"),
            FieldPanel("text_closing"),
            FieldRowPanel([FieldPanel("parent"), FieldPanel("position")]),
            FieldRowPanel([FieldPanel("shows"), FieldPanel("basis"), FieldPanel("article")]),
        ],
        base_form_class=PolicySectionForm,
    )
