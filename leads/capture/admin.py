"""CMS screens of forms: the list with what is live where, and the guard's findings on the fields."""

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from leads.capture.block_errors import stream_errors
from leads.capture.form_views import LeadFormCreate, LeadFormEdit
from leads.capture.guard import FormFinding
from leads.capture.models import LeadForm
from leads.capture.placed import live_languages, pages_with
from leads.capture.translating import MAY_TRANSLATE, Translating
from privacy.register.models import Purpose, PurposeText

# Which field of the screen a finding without a block is about.
FIELD_OF = {
    "form.purpose": "purpose",
    "form.purpose_unreleased": "purpose",
    "form.text": "purpose",
    "form.consent": "purpose",
    "form.period": "purpose",
    "form.address": "slug",
}


class LeadFormForm(WagtailAdminModelForm):
    """Offers the purposes that forms serve, and shows what the guard says on the field concerned.

    Drafts are saved whatever they hold: guards belong to publishing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "purpose" in self.fields:
            field = self.fields["purpose"]
            field.widget = forms.Select()
            field.queryset = Purpose.objects.filter(archived_at=None, source=Purpose.Source.FORMS)
            titles = dict(
                PurposeText.objects.filter(locale__language_code=settings.LANGUAGE_CODE).values_list(
                    "purpose_id", "title"
                )
            )
            field.label_from_instance = lambda purpose: titles.get(purpose.pk, purpose.key)

    def show(self, findings: list[FormFinding]) -> None:
        """Put each finding where it can be put right: on its block, however deep, or on the field it is about."""
        self.full_clean()
        self.cleaned_data: dict[str, Any] = {}
        at_blocks: dict[str, list[str]] = {}
        for finding in findings:
            message = f"{finding.message} {finding.fix}"
            if finding.block:
                at_blocks.setdefault(finding.block, []).append(message)
            else:
                self.add_error(FIELD_OF.get(finding.code, "body"), message)
        errors = stream_errors(self.instance.body, at_blocks)
        if errors:
            self.add_error("body", errors)


class PagesColumn(Column):
    """On which pages a form stands."""

    def get_value(self, instance: LeadForm) -> Any:
        return format_html_join(", ", "{}", ((title,) for title in instance.pages)) or _("nowhere yet")


class LanguagesColumn(Column):
    """In which languages visitors see a form."""

    def get_value(self, instance: LeadForm) -> str:
        return ", ".join(instance.languages) or _("not live")


class LeadFormIndex(IndexView):
    """The list of forms; what it tells of each is read for all of them at once."""

    def get_table(self, object_list: Any) -> Any:
        forms = list(object_list)
        keys = {form.translation_key for form in forms}
        languages, pages = live_languages(keys), pages_with(keys)
        for form in forms:
            form.languages = languages.get(form.translation_key, [])
            form.pages = pages.get(form.translation_key, [])
        may = self.request.user.has_perm(MAY_TRANSLATE)
        self.translating = Translating(keys) if may else None
        return super().get_table(forms)

    def get_list_more_buttons(self, instance: LeadForm) -> list[Any]:
        """Add what concerns the form's languages to the row's menu."""
        found: list[Any] = super().get_list_more_buttons(instance)
        return [*found, *self.translating.buttons(instance, back_to=self.request.path)] if self.translating else found

    def get_list_buttons(self, instance: LeadForm) -> Any:
        """The row's menu, without the hooks of snippets: wagtail-localize's asks the database about each row."""
        return super(IndexView, self).get_list_buttons(instance)


class LeadFormViewSet(SnippetViewSet):
    """Forms: written, previewed, published, taken offline."""

    model = LeadForm
    icon = "form"
    menu_label = gettext_lazy("Forms")
    menu_name = "forms"
    menu_order = 250
    add_to_admin_menu = True
    copy_view_enabled = True
    index_view_class = LeadFormIndex
    add_view_class = LeadFormCreate
    edit_view_class = LeadFormEdit
    list_per_page = 50
    list_display = [
        "name",
        LanguagesColumn("languages", label=gettext_lazy("Visitors see it in")),
        PagesColumn("pages", label=gettext_lazy("Placed on")),
    ]
    search_fields = ["name", "slug"]
    list_filter = ["live"]
    edit_handler = ObjectList(LeadForm.panels, base_form_class=LeadFormForm)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeadForm]:
        """One row a form: its translations are reached from it."""
        older = LeadForm.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        return LeadForm.objects.filter(~Exists(older)).select_related("locale")
