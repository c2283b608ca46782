"""The log of breaches in the CMS: what runs by its hours, what is closed, and alarms to look at."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from privacy.access.selectors import staff_names
from privacy.access.services import log_access
from privacy.breaches import services
from privacy.breaches.forms import BreachForm, FindingForm
from privacy.breaches.models import Breach, MassAccess

VIEW, ADD, CHANGE = (f"privacy_breaches.{verb}_breach" for verb in ("view", "add", "change"))
ALARMS_SHOWN = 50


def needs(permission: str) -> Callable[..., Any]:
    """Decorator: refuse members of staff whose role lacks `permission`. The view gets `now`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        @never_cache
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, now=timezone.now(), **kwargs)

        return checked

    return decorate


def head(*labels: str) -> dict[str, Any]:
    """Return what the head of a screen needs: the way to it, and its name."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("breaches:list"), "label": _("Breaches")},
    ]
    items += [{"url": "", "label": label} for label in labels]
    return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": "warning"}


@require_safe
@needs(VIEW)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What is open with its hours, alarms to look at, and what is closed."""
    log_access(request.user, "list", Breach, None, services.PURPOSE, now)
    return _list(request, now)


def _list(request: HttpRequest, now: datetime, *, status: int = 200, **bound: Any) -> HttpResponse:
    alarms = list(MassAccess.objects.select_related("looked_by")[:ALARMS_SHOWN])
    names = staff_names([alarm.actor_id for alarm in alarms])
    context = {
        **head(),
        "open": [
            {"breach": breach, "left": services.hours_left(breach, now=now)}
            for breach in Breach.objects.filter(closed_at=None).order_by("aware_at")
        ],
        "closed": Breach.objects.filter(closed_at__isnull=False),
        "alarms": [{"alarm": alarm, "who": names.get(alarm.actor_id) or _("A closed account")} for alarm in alarms],
        "finding_form": FindingForm(),
        "may_add": request.user.has_perm(ADD),
        "may_change": request.user.has_perm(CHANGE),
        **bound,
    }
    return render(request, "breaches/admin/list.html", context, status=status)


@needs(ADD)
def log_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """Write a breach down: the first facts are enough, the clock runs."""
    form = BreachForm(request.POST or None, now=now, initial={"aware_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        made = services.save(breach=form.save(commit=False), by=request.user, now=now)
        messages.success(request, _("Written down. The 72 hours run from when it was known."))
        return redirect("breaches:breach", made.pk)
    context = {**head(_("Write a breach down")), "form": form}
    return render(request, "breaches/admin/breach.html", context, status=422 if form.errors else 200)


@needs(CHANGE)
def breach_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """One breach: fill in what is known by now, see what is missing, close it. A closed one is only read."""
    breach = get_object_or_404(Breach, pk=pk)
    posted = request.POST if request.method == "POST" and breach.closed_at is None else None
    form = BreachForm(posted, instance=breach, now=now)
    if posted is not None and form.is_valid():
        try:
            services.save(breach=form.save(commit=False), by=request.user, now=now)
            if "close" in posted:
                services.close(breach=breach, by=request.user, now=now)
        except services.AlreadyClosed:
            messages.error(request, _("A colleague closed this meanwhile, so nothing was changed."))
        except services.NotComplete:
            messages.error(request, _("Saved, and not closed: see what is missing."))
        else:
            messages.success(request, _("Closed.") if "close" in posted else _("Saved."))
        return redirect("breaches:breach", pk)
    log_access(request.user, "read", Breach, pk, services.PURPOSE, now)
    saved = Breach.objects.get(pk=pk)
    context = {
        **head(_("Breach %(number)d") % {"number": pk}),
        "form": form,
        "breach": saved,
        "left": services.hours_left(saved, now=now),
        "points": saved.open_points(),
    }
    return render(request, "breaches/admin/breach.html", context, status=422 if form.errors else 200)


@require_POST
@needs(CHANGE)
def look_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """Write down what an alarm was. Nobody judges their own."""
    alarm, form = get_object_or_404(MassAccess, pk=pk), FindingForm(request.POST)
    if alarm.actor_id == request.user.pk:
        messages.error(request, _("This is about you: a colleague must look at it."))
    elif form.is_valid():
        services.look(alarm=alarm, finding=form.cleaned_data["finding"], by=request.user, now=now)
        messages.success(request, _("Noted."))
    else:
        return _list(request, now, status=422, finding_form=form, looking=pk)
    return redirect("breaches:list")


urlpatterns = [
    path("", list_view, name="list"),
    path("new/", log_view, name="new"),
    path("<int:pk>/", breach_view, name="breach"),
    path("alarms/<int:pk>/", look_view, name="look"),
]
