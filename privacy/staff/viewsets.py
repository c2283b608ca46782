"""CMS screens: invitations, somebody leaves, a lost phone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.utils import user_can_delete_user

from privacy.staff import second_factor
from privacy.staff.forms import InvitationForm, LeavingForm
from privacy.staff.invitations import AlreadyHere, invite, send_again, withdraw
from privacy.staff.leaving import MayNotLeave, leave, left, plan_of, refuse_if_needed
from privacy.staff.models import Invitation
from privacy.staff.second_person import SecondPersonNeeded, may_reset

MANAGE = "auth.change_user"
State = Invitation.State


def _until(invitation: Invitation) -> str:
    """Return until when the link works, as clocks in the CMS show it."""
    return date_format(timezone.localtime(invitation.expires_at), "SHORT_DATETIME_FORMAT")


class PersonColumn(Column):
    """Name, address and roles."""

    cell_template_name = "staff/admin/person_cell.html"


class StateColumn(BaseColumn):
    """Where the invitation stands, and what can be done about it."""

    cell_template_name = "staff/admin/state_cell.html"

    def get_cell_context_data(self, instance: Invitation, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        state = instance.state(timezone.now())
        context["state"] = State(state)
        context["open"] = state in (State.PENDING, State.EXPIRED)
        context["may_change"] = context["request"].user.has_perm("privacy_staff.add_invitation")
        return context


class InvitationIndexView(generic.IndexView):
    """Who was invited, latest first."""

    add_item_label = _("Invite somebody")

    def get_base_queryset(self) -> QuerySet[Invitation]:
        return Invitation.objects.prefetch_related("groups").order_by("-invited_at", "-pk")


class InvitationCreateView(generic.CreateView):
    """Invite somebody."""

    page_title = _("Invite somebody")
    submit_button_label = _("Send the invitation")

    def save_instance(self) -> Invitation:
        try:
            return invite(**self.form.cleaned_data, by=self.request.user, now=timezone.now())
        except AlreadyHere as error:  # somebody accepted between the check of the form and now
            raise PermissionDenied from error

    def get_success_message(self, instance: Invitation) -> str:
        return gettext("An invitation is on its way to %(address)s. The link works for 72 hours.") % {
            "address": instance.email
        }

    def get_success_buttons(self) -> list[Any]:
        return []


class InvitationViewSet(ModelViewSet):
    """Invitations; there is nothing to edit or delete: send again, or withdraw."""

    model = Invitation
    name = "staff_invitations"
    url_prefix = "invitations"
    icon = "mail"
    menu_label = _("Invitations")
    menu_order = 590
    add_to_settings_menu = True
    index_view_class = InvitationIndexView
    add_view_class = InvitationCreateView
    copy_view_enabled = False
    add_to_reference_index = False
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[InvitationForm]:
        return InvitationForm

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            path("<int:pk>/again/", send_again_view, name="again"),
            path("<int:pk>/withdraw/", withdraw_view, name="withdraw"),
        ]

    def get_index_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        # There is no screen to edit an invitation, so nothing links to one.
        return {**super().get_index_view_kwargs(**kwargs), "edit_url_name": None, "delete_url_name": None}

    def get_add_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_add_view_kwargs(**kwargs), "edit_url_name": None}

    @property
    def list_display(self) -> list[Any]:
        return [
            PersonColumn("name", label=_("Person"), accessor=lambda invitation: invitation),
            Column("expires_at", label=_("Valid until"), accessor=_until),
            StateColumn("state", label=_("State")),
        ]


@require_POST
def send_again_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new link."""
    invitation = _invitation(request, pk)
    send_again(invitation=invitation, by=request.user, now=timezone.now())
    messages.success(request, gettext("A new link is on its way. The one before does not work any more."))
    return redirect("staff_invitations:index")


@require_POST
def withdraw_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the link useless."""
    withdraw(invitation=_invitation(request, pk), by=request.user, now=timezone.now())
    messages.success(request, gettext("The invitation is withdrawn; its link does not work any more."))
    return redirect("staff_invitations:index")


def leaving_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: what will happen, what has to be decided, one button."""
    user, now = _account(request, pk), timezone.now()
    plan = plan_of(user=user, now=now)
    form = LeavingForm(request.POST if request.method == "POST" else None, handovers=plan.handovers)
    try:
        refuse_if_needed(user=user, by=request.user)
        if user.is_active and request.method == "POST" and form.is_valid():
            leave(user=user, recipients=form.cleaned_data, by=request.user, now=now)
            messages.success(request, gettext("%(name)s has left; the account is closed.") % {"name": _name(user)})
            return redirect("wagtailusers_users:index")
    except MayNotLeave as refusal:
        return _show(request, user, "leaving", plan=plan, form=forms.Form(), refusal=str(refusal))
    return _show(request, user, "leaving", plan=plan, form=form, left=left(user))


def reset_view(request: HttpRequest, pk: int) -> HttpResponse:
    """A phone is lost: forget the second factor, so that the next sign-in sets up a new one."""
    user, now = _account(request, pk), timezone.now()
    try:
        may_reset(user, by=request.user, now=now)
    except SecondPersonNeeded as refusal:
        return _show(request, user, "reset", refusal=str(refusal))
    if request.method == "POST":
        second_factor.reset(user=user, by=request.user, now=now)
        messages.success(
            request, gettext("%(name)s sets up a new second factor at the next sign-in.") % {"name": _name(user)}
        )
        return redirect("wagtailusers_users:index")
    return _show(request, user, "reset", has_app=second_factor.has_app(user))


def _account(request: HttpRequest, pk: int) -> Any:
    """Return an account that this person may manage; only superusers manage superusers."""
    user = get_object_or_404(get_user_model(), pk=pk)
    if not request.user.has_perm(MANAGE) or (user.is_superuser and not request.user.is_superuser):
        raise PermissionDenied
    return user


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    if not request.user.has_perm("privacy_staff.add_invitation"):
        raise PermissionDenied
    return get_object_or_404(Invitation, pk=pk)


def _name(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _show(request: HttpRequest, user: Any, screen: str, **context: Any) -> HttpResponse:
    titles = {"leaving": gettext("Somebody leaves"), "reset": gettext("Reset second factor")}
    return render(
        request,
        f"staff/admin/{screen}.html",
        {
            "person": user,
            "name": _name(user),
            "breadcrumbs_items": [
                {"url": reverse("wagtailadmin_home"), "label": gettext("Home")},
                {"url": reverse("wagtailusers_users:index"), "label": gettext("Users")},
                {"url": "", "label": titles[screen], "sublabel": _name(user)},
            ],
            "header_title": titles[screen],
            "header_icon": "user",
            **context,
        },
    )


def may_manage(current: Any, user: Any) -> bool:
    """Tell whether somebody may close or reset an account; Wagtail's rule for deleting one."""
    return user_can_delete_user(current, user)
