"""The screens on which a form is written. What form lint refuses at Publish is kept as a draft, and says why."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.models import Revision
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from leads.forms.block_errors import stream_errors
from leads.forms.lint import FormFinding
from leads.forms.models import LeadForm, LiveForm
from leads.forms.panels import form_panels
from leads.forms.publishing import findings_of, note_refusal
from leads.forms.translating import MAY_TRANSLATE, Translating
from leads.forms.usage import live_languages, pages_with
from privacy.cms.views import StaffRequest
from privacy.register.models.facts import Purpose
from privacy.register.selectors import purpose_titles

# In the address of the screen that shows a refused draft: its findings stand on the fields they are about.
SHOW = "refused"


class KeepsDraft:
    """Publishes what form lint allows; what it refuses is saved as a draft, with nothing that was typed lost."""

    object: LeadForm
    new_revision: Revision
    request: StaffRequest
    get_edit_url: Callable[[], str]

    def publish_action(self) -> HttpResponse | None:
        """Publish the draft that was just saved, or answer with the screen that says why it is not live."""
        findings = findings_of(self.object)
        if not findings:
            response: HttpResponse | None = super().publish_action()  # type: ignore[misc]
            return response
        note_refusal(form=self.object, revision=self.new_revision, user=self.request.user)
        messages.error(self.request, self._told(findings))
        return redirect(f"{self.get_edit_url()}?{SHOW}=1")

    def _told(self, findings: list[FormFinding]) -> str:
        reasons = " ".join(finding.message for finding in findings)
        if LiveForm.objects.filter(version__form=self.object.pk).exists():
            told = _("Kept as a draft. Visitors still see the earlier version, because: %(reasons)s")
        else:
            told = _("Kept as a draft. It is not live because: %(reasons)s")
        return told % {"reasons": reasons}


class LeadFormCreate(KeepsDraft, CreateView):
    """A form from nothing, or from a copy: Wagtail's screen that copies sends here."""


class LeadFormEdit(KeepsDraft, EditView):
    """A form as it was last saved; Wagtail makes of it the screen that goes back to an earlier draft, too."""

    def get_form(self, form_class: type[BaseForm] | None = None) -> Any:
        """Return the form; after a refusal with each finding where it can be put right."""
        form = super().get_form(form_class)
        if not form.is_bound and SHOW in self.request.GET:
            form.show(findings_of(self.object))
        return form


# Which field of the screen a finding without a block is about.
FIELD_OF = {
    "form.purpose": "purpose",
    "form.purpose_unreleased": "purpose",
    "form.purpose_not_in_use": "purpose",
    "form.text": "purpose",
    "form.consent": "purpose",
    "form.period": "purpose",
    "form.address": "slug",
}


class LeadFormForm(WagtailAdminModelForm):
    """Offers the purposes that forms serve, and shows what form lint says on the field concerned.

    Drafts are saved whatever they hold: rules belong to publishing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "purpose" in self.fields:
            field = self.fields["purpose"]
            field.widget = forms.Select()
            served = Q(status=Purpose.Status.IN_USE) | Q(pk=self.instance.purpose_id)
            field.queryset = Purpose.objects.filter(served, archived_at=None, source=Purpose.Source.FORMS)
            titles = purpose_titles()
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

    def get_edit_handler(self) -> Any:
        """Return the screen's panels, with those of the rooms above: asked once, when all rooms are ready."""
        return ObjectList(form_panels(), base_form_class=LeadFormForm).bind_to_model(self.model)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LeadForm]:
        """One row a form: its translations are reached from it."""
        older = LeadForm.objects.filter(translation_key=OuterRef("translation_key"), pk__lt=OuterRef("pk"))
        return LeadForm.objects.filter(~Exists(older)).select_related("locale")
