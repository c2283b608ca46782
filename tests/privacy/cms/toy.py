"""A desk of the least that one is: authorisations as cases, with a list, a screen, and a button. What a new desk costs."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_POST, require_safe

from kargro.urls import urlpatterns as of_the_site
from privacy.access.desk import AuthorisedDesk
from privacy.access.models import Authorisation
from privacy.cms.desk import Action

VIEW, CHANGE = "privacy_access.view_authorisation", "privacy_access.change_authorisation"


class NotPossible(Exception):
    """Too long."""


class RenewForm(forms.Form):
    days = forms.IntegerField(min_value=1)


def renew(*, case: Authorisation, days: int, by: Any, now: datetime) -> None:
    if days > 365:
        raise NotPossible("A year at most.")
    Authorisation.objects.filter(pk=case.pk).update(training_valid_until=now.date() + timedelta(days=days))


class Toys(AuthorisedDesk):
    """Privacy ▸ Toys."""

    title, icon, namespace, permission = "Toys", "key", "toys", VIEW
    model, purposes, refusals = Authorisation, ("contact", "newsletter"), (NotPossible,)
    promise = "Toys are for those who are authorised."


toys = Toys()
ACTIONS = {"renew": Action(renew, "Renewed.", RenewForm)}


@require_safe
@toys.screen(VIEW)
def list_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """Every toy. Looking is written down."""
    toys.log(request.user, "list", None, now)
    return toys.render(request, "cms/desk.html")


@require_safe
@toys.screen(VIEW)
def toy_view(request: HttpRequest, toy: Authorisation, now: datetime) -> HttpResponse:
    """One toy. Opening it is written down."""
    toys.log(request.user, "read", toy, now)
    return _show(request, toy, now)


def _show(request: HttpRequest, toy: Authorisation, now: datetime, *, status: int = 200, **bound: Any) -> HttpResponse:
    form = bound.get("renew_form") or RenewForm()
    return toys.render(request, "cms/desk_form.html", f"Toy {toy.pk}", status=status, form=form)


@require_POST
@toys.screen(VIEW, CHANGE)
def act_view(request: HttpRequest, toy: Authorisation, now: datetime) -> HttpResponse:
    """One step of a toy."""
    return toys.act(request, toy, ACTIONS, show=_show, now=now)


patterns = [
    path("", list_view, name="list"),
    path("<int:pk>/", toy_view, name="case"),
    path("<int:pk>/act/", act_view, name="act"),
]
urlpatterns = [path("admin/toys/", include((patterns, "toys"))), *of_the_site]
