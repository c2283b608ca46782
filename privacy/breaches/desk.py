"""The log of breaches in the CMS: what runs by its hours, what is closed, and alarms to look at."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from privacy.access.desk import LoggedDesk
from privacy.access.selectors import staff_names
from privacy.breaches import services
from privacy.breaches.forms import BreachForm, FindingForm
from privacy.breaches.models import Breach, MassAccess

VIEW, ADD, CHANGE = (f"privacy_breaches.{verb}_breach" for verb in ("view", "add", "change"))
ALARMS_SHOWN = 50


class Breaches(LoggedDesk):
    """Privacy ▸ Breaches."""

    title = gettext_lazy("Breaches")
    icon = "warning"
    namespace = "breaches"
    permission = VIEW
    model = Breach
    record_name = "breach"
    purposes = (services.PURPOSE,)


breaches = Breaches()


@require_safe
@breaches.screen(VIEW)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What is open with its hours, alarms to look at, and what is closed."""
    breaches.log(request.user, "list", None, now)
    return _list(request, now)


def _list(request: HttpRequest, now: datetime, *, status: int = 200, **bound: Any) -> HttpResponse:
    alarms = list(MassAccess.objects.select_related("looked_by")[:ALARMS_SHOWN])
    names = staff_names([alarm.actor_id for alarm in alarms])
    context: dict[str, Any] = {
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
    return breaches.render(request, "breaches/admin/list.html", status=status, **context)


@breaches.screen(ADD)
def log_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """Write a breach down: the first facts are enough, the clock runs."""
    form = BreachForm(request.POST or None, now=now, initial={"aware_at": timezone.localtime(now)})
    if request.method == "POST" and form.is_valid():
        made = services.save(breach=form.save(commit=False), by=request.user, now=now)
        messages.success(request, _("Written down. The 72 hours run from when it was known."))
        return breaches.to(made)
    return breaches.render(request, "breaches/admin/breach.html", _("Write a breach down"), form=form)


@breaches.screen(CHANGE)
def breach_view(request: HttpRequest, breach: Breach, now: datetime) -> HttpResponse:
    """One breach: fill in what is known by now, see what is missing, close it. A closed one is only read."""
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
        return breaches.to(breach)
    breaches.log(request.user, "read", breach, now)
    saved = Breach.objects.get(pk=breach.pk)
    context: dict[str, Any] = {
        "breach": saved,
        "left": services.hours_left(saved, now=now),
        "points": saved.open_points(),
    }
    label = _("Breach %(number)d") % {"number": saved.pk}
    return breaches.render(request, "breaches/admin/breach.html", label, form=form, **context)


@require_POST
@breaches.screen(CHANGE)
def look_view(request: HttpRequest, number: int, now: datetime) -> HttpResponse:
    """Write down what an alarm was. Nobody judges their own."""
    alarm, form = get_object_or_404(MassAccess, pk=number), FindingForm(request.POST)
    if alarm.actor_id == request.user.pk:
        messages.error(request, _("This is about you: a colleague must look at it."))
    elif form.is_valid():
        services.look(alarm=alarm, finding=form.cleaned_data["finding"], by=request.user, now=now)
        messages.success(request, _("Noted."))
    else:
        return _list(request, now, status=422, finding_form=form, looking=number)
    return redirect("breaches:list")


urlpatterns = [
    path("", list_view, name="list"),
    path("new/", log_view, name="new"),
    path("<int:pk>/", breach_view, name="breach"),
    path("alarms/<int:number>/", look_view, name="look"),
]
