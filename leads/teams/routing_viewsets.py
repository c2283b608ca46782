"""CMS screens of who answers: the rules of a form, reached from the form."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from leads.forms.models import LeadForm
from leads.teams.models import FormRouting
from leads.teams.sentences import choices_of, sentences, source_of
from leads.teams.services import teams_in_use
from leads.teams.viewsets import staff_in_use, staff_name

FORMS = "wagtailsnippets_leads_forms_leadform:list"


def offer_answerers(form: Any) -> None:
    """Offer the teams and people that answer now."""
    team, person = form.fields["team"], form.fields["person"]
    team.queryset = teams_in_use() | type(form.instance)._meta.get_field("team").related_model.objects.filter(
        pk=form.instance.team_id
    )
    team.empty_label = person.empty_label = gettext("nobody in particular")
    person.queryset = staff_in_use()
    person.label_from_instance = staff_name


class RuleForm(WagtailAdminModelForm):
    """One rule: something must be so, and then one team or one person answers."""

    answers: list[Any] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", gettext("any"))]
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), required=False, choices=[*anything, *settings.LANGUAGES]
        )
        kept = self.instance.answer
        known = {value for _question, answers in self.answers for value, _label in answers}
        gone = [(kept, gettext("an answer that is gone"))] if kept and kept not in known else []
        self.fields["answer"] = forms.ChoiceField(
            label=_("Answer"),
            required=False,
            choices=[*anything, *self.answers, *gone],
            help_text="" if self.answers else _("The form has no question with answers to choose from."),
        )
        offer_answerers(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("language", "answer", "page")):
            self.add_error(
                "language", _("Choose a language, an answer or a page; what is always so stands under “Otherwise”.")
            )
        if bool(cleaned.get("team")) == bool(cleaned.get("person")):
            self.add_error("team", _("Choose one team or one person."))
        return cleaned


class RoutingForm(WagtailAdminModelForm):
    """All rules of a form; the answers on offer are those of the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_answerers(self)
        formset = self.formsets["rules"]
        base = formset.form
        answers = list(choices_of(self.instance.form))
        formset.form = type("FormRuleForm", (RuleForm, base), {"answers": answers})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("team") and cleaned.get("person"):
            self.add_error("team", _("Choose one team or one person."))
        return cleaned


class RoutingScreen:
    """What both screens share: saving decides about messages from now on, whatever version of the form is live."""

    form: Any
    object: Any
    lead_form: Any

    def get_success_message(self, *_instance: Any) -> str:
        return gettext("Saved. It decides about messages from now on.")

    def get_success_url(self) -> str:
        return reverse("who_answers:edit", args=[self.object.pk])

    def get_page_subtitle(self) -> str:
        return gettext("Who answers “%(form)s”") % {"form": self.lead_form}

    def get_success_buttons(self) -> list[Any]:
        return []


class RoutingCreateView(RoutingScreen, generic.CreateView):
    """The first rules of a form, which is named in the address."""

    @cached_property
    def lead_form(self) -> LeadForm | None:
        number = self.request.GET.get("form", "")
        found = LeadForm.objects.filter(pk=number).first() if number.isdecimal() else None
        return source_of(found) if found else None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.lead_form is None:
            messages.info(request, gettext("Choose a form. Who answers it stands below its fields."))
            return redirect(FORMS)
        existing = FormRouting.objects.filter(form=self.lead_form).first()
        if existing:
            return redirect("who_answers:edit", existing.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.lead_form is None:
            raise Http404
        return super().post(request, *args, **kwargs)

    def get_initial_form_instance(self) -> FormRouting:
        return FormRouting(form=self.lead_form)

    def get_add_url(self) -> str:
        return f"{reverse('who_answers:add')}?form={self.lead_form.pk if self.lead_form else ''}"


class RoutingEditView(RoutingScreen, generic.EditView):
    """The rules of a form."""

    template_name = "teams/admin/routing.html"

    @property
    def lead_form(self) -> LeadForm:
        return self.object.form

    @property
    def warnings(self) -> list[str]:
        lines = sentences(self.object, timezone.now())
        return [f"{line.when} → {line.who}: {line.warning}" for line in lines if line.warning]


class RoutingIndexView(generic.IndexView):
    """Who answers which form, in sentences."""

    template_name = "cms/index.html"
    results_template_name = "cms/index_results.html"
    show_export_buttons = False
    introduction = _("Which team or person answers the messages of a form. Choose it at the form itself.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("form", label=_("Form"), accessor=lambda row: row.form.name, url_name="who_answers:edit"),
            Column("rules", label=_("Rules"), accessor=lambda row: row.rules.count()),
            Column("rest", label=_("Otherwise"), accessor=lambda row: row.answerer or "–"),
        ]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("form", "team", "person")


class RoutingDeleteView(generic.DeleteView):
    """Rules are emptied, not deleted: there is no screen for it."""

    permission_required = "delete"


class RoutingViewSet(ModelViewSet):
    """Who answers a form."""

    model = FormRouting
    name = "who_answers"
    url_prefix = "forms/who-answers"
    icon = "mail"
    menu_label = _("Who answers")
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = RoutingIndexView
    add_view_class = RoutingCreateView
    edit_view_class = RoutingEditView
    delete_view_class = RoutingDeleteView
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "The first rule that fits decides; what is left at “any” always fits. Whoever answers must be "
                    "authorised to read these messages. Changes count at once, without a new version of the form."
                )
            ),
            InlinePanel(
                "rules",
                [
                    FieldRowPanel([FieldPanel("language"), FieldPanel("answer")]),
                    FieldPanel("page"),
                    FieldRowPanel([FieldPanel("team"), FieldPanel("person")]),
                ],
                heading=_("Rules, in order"),
                label=_("Rule"),
            ),
            MultiFieldPanel([FieldRowPanel([FieldPanel("team"), FieldPanel("person")])], heading=_("Otherwise")),
        ],
        base_form_class=RoutingForm,
    )
