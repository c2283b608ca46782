"""CMS screen: what waits for a second person, and the buttons by which they agree or refuse (R94)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from privacy.staff.models import ProposedRole
from privacy.staff.proposals import NotForYou, agree, proposals, refuse
from privacy.staff.second_person import (
    SecondPersonNeeded,
    accounts_waiting,
    address_waits,
    agree_to_address,
    changed_by,
)

MANAGE, AUTHORISE = "auth.change_user", "privacy_access.add_authorisation"


def may_open(user: Any) -> bool:
    """Tell whether somebody can be a second person: they manage accounts, or are a privacy officer."""
    return bool(user.has_perm(MANAGE) or user.has_perm(AUTHORISE))


@require_safe
@never_cache
def waiting_view(request: HttpRequest) -> HttpResponse:
    """Proposed officers, and addresses that somebody else changed."""
    if not may_open(request.user):
        raise PermissionDenied
    addresses = [(user, event, changed_by(event)) for user in accounts_waiting() if (event := address_waits(user))]
    title = _("Waits for a second person")
    context = {
        "proposals": proposals(),
        "addresses": addresses,
        "header_title": title,
        "header_icon": "group",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
    }
    return render(request, "staff/admin/waiting.html", context)


@require_POST
def proposal_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that somebody gets a role, or refuse it."""
    if not may_open(request.user):
        raise PermissionDenied
    proposal = get_object_or_404(ProposedRole.objects.select_related("user", "role"), pk=pk)
    agreed = request.POST.get("action") == "agree"
    try:
        (agree if agreed else refuse)(proposal=proposal, by=request.user, now=timezone.now())
    except NotForYou as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Agreed: the role is given.") if agreed else _("Refused: the role is not given."))
    return redirect("staff_waiting")


@require_POST
def address_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree that a new address is really that of the account's owner."""
    if not may_open(request.user):
        raise PermissionDenied
    user = get_object_or_404(get_user_model(), pk=pk)
    try:
        agree_to_address(user, by=request.user, now=timezone.now())
    except SecondPersonNeeded as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Agreed: links to a new password go to this address from now on."))
    return redirect("staff_waiting")
