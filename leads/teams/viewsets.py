"""CMS screens of teams: who is in them, who leads them, and where answers to replies arrive."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from leads.teams.models import Team
from leads.teams.services import StillAnswers, archive_team, forms_answered_by, restore_team, waiting_with


def staff_name(user: Any) -> str:
    """Return a member of staff as colleagues know them."""
    return str(user.get_full_name() or user.get_username())


def staff_in_use() -> QuerySet[Any]:
    """Return the members of staff who can log in."""
    return get_user_model()._default_manager.filter(is_active=True).order_by("first_name", "last_name", "username")


class TeamForm(WagtailAdminModelForm):
    """People by their names; who left is no longer offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leader"].empty_label = self.fields["deputy"].empty_label = gettext("nobody")
        for name in ("leader", "deputy", "members"):
            self.fields[name].queryset = staff_in_use()
            self.fields[name].label_from_instance = staff_name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("leader") and cleaned.get("leader") == cleaned.get("deputy"):
            self.add_error("deputy", _("Choose somebody else: the deputy stands in while the leader is away."))
        return cleaned


class TeamIndexView(generic.IndexView):
    """The list, the teams in use first."""

    template_name = "cms/index.html"
    results_template_name = "cms/index_results.html"
    show_export_buttons = False
    introduction = _(
        "Teams answer messages together. Make one, say who is in it, and then choose at a form which messages it answers."
    )

    def get_base_queryset(self) -> QuerySet[Team]:
        rows = super().get_base_queryset().select_related("leader", "deputy")
        return rows.annotate(people=Count("members")).order_by("archived_at", "name")

    def order_queryset(self, queryset: QuerySet[Team]) -> QuerySet[Team]:
        return queryset

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=_("Team"), url_name="teams:edit" if self._may_change else None),
            Column("mailbox", label=_("Mailbox"), accessor=lambda team: team.mailbox or "–"),
            Column("leader", label=_("Leader"), accessor=lambda team: _name_or_dash(team.leader)),
            Column("deputy", label=_("Deputy"), accessor=lambda team: _name_or_dash(team.deputy)),
            Column("people", label=_("Members"), accessor="people"),
            Column(
                "state", label=_("State"), accessor=lambda t: gettext("archived") if t.archived else gettext("in use")
            ),
        ]

    @property
    def _may_change(self) -> bool:
        return bool(self.permission_policy.user_has_permission(self.request.user, "change"))


def _name_or_dash(user: Any) -> str:
    return staff_name(user) if user else "–"


class TeamEditView(generic.EditView):
    """One team, with the forms it answers."""

    template_name = "teams/admin/team.html"
    delete_item_label = _("Archive")

    @property
    def notes(self) -> list[str]:
        names = forms_answered_by(self.object)
        if self.object.archived:
            return [gettext("This team is archived: it answers nothing new. Restore it under Actions.")]
        if names:
            return [gettext("It answers: %(forms)s.") % {"forms": ", ".join(names)}]
        return [gettext("No form sends messages to it yet. Choose that at the form, under “Who answers”.")]


class TeamArchiveView(generic.DeleteView):
    """Archives instead of deleting, and restores what is archived."""

    template_name = "teams/admin/team_archive.html"
    page_title = _("Archive")

    def get_usage_url(self) -> None:
        """Protected relations refuse a deletion, not an archiving."""

    def get_page_title(self) -> Any:
        return _("Restore") if self.object.archived else self.page_title

    @property
    def consequence(self) -> str:
        count = waiting_with(self.object)
        sentence = ngettext(
            "%(count)d message that waits for it goes back to everybody who may read it.",
            "%(count)d messages that wait for it go back to everybody who may read them.",
            count,
        )
        return sentence % {"count": count} if count else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = {"name": self.object.name}
        if self.object.archived:
            restore_team(team=self.object)
            messages.success(request, gettext("The team “%(name)s” is in use again.") % name)
            return HttpResponseRedirect(self.get_success_url())
        try:
            archive_team(team=self.object, now=timezone.now())
        except StillAnswers as error:
            words = gettext(
                "“%(name)s” still answers messages of these forms: %(forms)s. Choose another team there first."
            )
            messages.error(request, words % {**name, "forms": ", ".join(error.forms)})
            return HttpResponseRedirect(self.get_delete_url())
        messages.success(request, gettext("The team “%(name)s” is archived. Its messages keep naming it.") % name)
        return HttpResponseRedirect(self.get_success_url())


class TeamViewSet(ModelViewSet):
    """Who answers messages together."""

    model = Team
    name = "teams"
    icon = "group"
    menu_label = _("Teams")
    menu_order = 330
    add_to_settings_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = TeamIndexView
    edit_view_class = TeamEditView
    delete_view_class = TeamArchiveView
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Whoever is in a team still reads only what they are authorised for (policy §5). The mailbox is outside "
                    "this website: what arrives there is deleted by hand, and it is listed under Reports, “Where else "
                    "personal data are”."
                )
            ),
            FieldPanel("name"),
            FieldPanel("mailbox"),
            FieldRowPanel([FieldPanel("leader"), FieldPanel("deputy")]),
            FieldPanel("members", widget=forms.CheckboxSelectMultiple),
        ],
        base_form_class=TeamForm,
    )
