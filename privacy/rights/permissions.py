"""Who opens the desk of requests, and what every screen of it has: the way to it, its request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from privacy.access.selectors import may_read, why_not
from privacy.access.services import log_access
from privacy.rights.models import RightsRequest
from privacy.rights.steps import PURPOSE

View = Callable[..., HttpResponse]
VIEW, ADD, CHANGE = (f"privacy_rights.{verb}_rightsrequest" for verb in ("view", "add", "change"))


def needs(permission: str) -> Callable[[View], View]:
    """Decorator: refuse members of staff whose role lacks `permission`, and explain to those not authorised (R65)."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            now = timezone.now()
            if not may_read(request.user, PURPOSE, now):
                log_access(request.user, "refused", RightsRequest, kwargs.get("pk"), PURPOSE, now)
                context = {**head(), "why": why_not(request.user, PURPOSE, now)}
                return render(request, "rights/admin/not_authorised.html", context, status=403)
            return view(request, *args, now=now, **kwargs)

        return checked

    return decorate


def head(*labels: str) -> dict[str, Any]:
    """Return what the head of a screen needs: the way to it, and its name."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("rights_desk:list"), "label": _("Requests about data")},
    ]
    items += [{"url": "", "label": label} for label in labels]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "user"}


def request_of(pk: int) -> RightsRequest:
    """Return a request; 404 when there is none."""
    return get_object_or_404(RightsRequest.objects.select_related("subject", "proposed_by"), pk=pk)
