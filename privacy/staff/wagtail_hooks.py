"""The room's place in the CMS."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from privacy.access.review_views import AccessReviewView
from privacy.cms.menu import PermittedMenuItem
from privacy.staff import viewsets, waiting
from privacy.staff.guards import needs_an_officer, refused_role
from privacy.staff.leaving import was_used
from privacy.staff.proposals import propose

invitations = viewsets.InvitationViewSet()


@hooks.register("register_admin_viewset")
def register_invitations() -> viewsets.InvitationViewSet:
    return invitations


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern]:
    return [
        path("staff/<int:pk>/leaving/", viewsets.leaving_view, name="staff_leaving"),
        path("staff/<int:pk>/second-factor/", viewsets.reset_view, name="staff_reset"),
        path("staff/waiting/", waiting.waiting_view, name="staff_waiting"),
        path("staff/waiting/<int:pk>/", waiting.proposal_view, name="staff_proposal"),
        path("staff/<int:pk>/address/", waiting.address_view, name="staff_address"),
    ]


@hooks.register("register_admin_urls")
def register_review() -> list[Any]:
    return [path("reports/who-may-read/", AccessReviewView.as_view(), name="access_review")]


@hooks.register("register_reports_menu_item")
def register_review_item() -> MenuItem:
    return PermittedMenuItem(
        _("Access review"), reverse("access_review"), AccessReviewView.permission, icon_name="group", order=125
    )


class SecondPersonItem(MenuItem):
    """For whoever can be a second person."""

    def is_shown(self, request: HttpRequest) -> bool:
        return waiting.may_open(request.user)


@hooks.register("register_settings_menu_item")
def register_waiting_item() -> MenuItem:
    return SecondPersonItem(_("Second person"), reverse("staff_waiting"), icon_name="group", order=595)


@hooks.register("register_account_menu_item")
def second_factor_of_mine(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("mfa_index"),
        "label": _("Second factor"),
        "help_text": _("Move your authenticator app to another phone, or make new recovery codes."),
    }


@hooks.register("register_account_menu_item")
def sessions_of_mine(request: HttpRequest) -> dict[str, Any]:
    return {
        "url": reverse("staff_sessions"),
        "label": _("Where you are signed in"),
        "help_text": _("See your open sessions, and end all but this one."),
    }


@hooks.register("register_user_listing_buttons")
def account_buttons(user: Any, request_user: Any) -> Iterator[Button]:
    if not user.is_active or not viewsets.may_manage(request_user, user):
        return
    yield Button(_("This person leaves"), reverse("staff_leaving", args=[user.pk]), icon_name="logout", priority=50)
    yield Button(_("Reset second factor"), reverse("staff_reset", args=[user.pk]), icon_name="lock", priority=60)


@hooks.register("before_create_user")
def invite_instead(request: HttpRequest) -> HttpResponse:
    """Nobody makes an account for somebody else: people are invited and choose their own password (X8)."""
    return redirect("staff_invitations:add")


@hooks.register("before_delete_user")
def close_instead(request: HttpRequest, user: Any) -> HttpResponse | None:
    """An account that was used stays, closed: what it did must keep its name (E4)."""
    if not was_used(user):
        return None
    messages.error(
        request, gettext("This account was used, so records name it. Use this screen when the person leaves.")
    )
    return redirect("staff_leaving", pk=user.pk)


@hooks.register("before_bulk_action")
def close_instead_of_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Neither are used accounts deleted, nor accounts closed half, by the dozen."""
    if get_user_model() not in action.models or action_type not in ("delete", "set_active_state"):
        return None
    if action_type == "delete" and not any(was_used(user) for user in objects):
        return None
    messages.error(request, gettext("Accounts that were used are closed one by one: open “This person leaves”."))
    return redirect("wagtailusers_users:index")


@hooks.register("before_bulk_action")
def roles_of_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """A role for many at once: refused or proposed by the rules for one."""
    if get_user_model() not in action.models or action_type != "assign_role":
        return None
    role, by = action.get_execution_context()["role"], request.user
    waits = [user for user in objects if needs_an_officer(user, role, by=by)]
    refused = next((why for user in objects if user not in waits and (why := refused_role(user, role, by=by))), "")
    if not waits and not refused:
        return None
    if refused:
        messages.error(request, refused)
    else:
        for user in waits:
            propose(user=user, role=role, by=by, now=timezone.now())
        messages.info(request, gettext("Proposed. A privacy officer agrees before somebody gets this role."))
    return redirect("wagtailusers_users:index")
