"""A desk of the CMS: a list and the screens of one record, each behind a permission, with the way to it on top.

Who is authorised, and that looking is written down, is known one room above: `privacy.access.desk`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from privacy.cms.menu import PermittedMenuItem

View = Callable[..., HttpResponseBase]
Words: TypeAlias = str | Promise


@dataclass(frozen=True)
class Action:
    """What a button does: a verb, the sentence that says that it is done, and the form that is asked first.

    The verb is called with the record under the desk's `record_name`, the form's values, `by` and `now`.
    """

    do: Callable[..., Any]
    said: Words | Callable[[Any], Words]
    form: type[forms.Form] | None = None

    def sentence(self, record: Any) -> str:
        """Return what the person reads afterwards."""
        return str(self.said(record) if callable(self.said) else self.said)


class CaseDesk:
    """One desk. A subclass names it and its records, and may keep somebody out (`stopped`) or tell its views more."""

    title: ClassVar[Words]
    icon: ClassVar[str]
    # Where its addresses are named; its list is `list` there, one record `record_name`.
    namespace: ClassVar[str]
    permission: ClassVar[str]
    model: ClassVar[type[Model]]
    record_name: ClassVar[str] = "case"
    # What its verbs raise when a record's state says no; the message is for staff.
    refusals: ClassVar[tuple[type[Exception], ...]] = ()
    # Why not everybody is let in, for whom is not.
    promise: ClassVar[Words] = ""

    def records(self) -> QuerySet[Any]:
        """Return the records that have a screen, with what it shows of their relations."""
        return self.model._default_manager.all()

    def stopped(
        self, request: HttpRequest, record: Any, permissions: tuple[str, ...], now: datetime, *, pk: int | None = None
    ) -> HttpResponse | None:
        """Return what somebody sees instead of a screen; None to let them in.

        `record` is None on a screen of none in particular, and for a `pk` that is not there.
        """
        return None

    def given(self, request: HttpRequest, record: Any, now: datetime) -> dict[str, Any]:
        """Return what each view of the desk gets beside its record."""
        return {"now": now}

    def screen(self, *permissions: str) -> Callable[[View], View]:
        """Decorator: refuse whose role lacks a permission and who is stopped. A view of one record (`pk`) gets it."""

        def decorate(view: View) -> View:
            @wraps(view)
            @never_cache
            def checked(request: HttpRequest, *args: Any, pk: int | None = None, **kwargs: Any) -> HttpResponseBase:
                if not all(request.user.has_perm(permission) for permission in permissions):
                    raise PermissionDenied
                now = timezone.now()
                record = None if pk is None else self.records().filter(pk=pk).first()
                # Whoever is kept out learns of no record whether it is there.
                if answer := self.stopped(request, record, permissions, now, pk=pk):
                    return answer
                if pk is not None and record is None:
                    raise Http404
                found = () if record is None else (record,)
                return view(request, *found, *args, **kwargs, **self.given(request, record, now))

            return checked

        return decorate

    def head(self, *labels: str | tuple[str, str], query: str = "") -> dict[str, Any]:
        """Return what the head of a screen needs: the way to it, labels or (label, address), and its name."""
        way = [
            (gettext("Home"), reverse("wagtailadmin_home")),
            (str(self.title), reverse(f"{self.namespace}:list") + query),
            *((label, "") if isinstance(label, str) else label for label in labels),
        ]
        items = [{"url": url, "label": label} for label, url in way]
        return {"breadcrumbs_items": items, "header_title": items[-1]["label"], "header_icon": self.icon}

    def render(
        self, request: HttpRequest, template: str, *labels: str | tuple[str, str], status: int = 200, **context: Any
    ) -> HttpResponse:
        """Answer with a screen: 422 where its `form` has errors."""
        form = context.get("form")
        status = 422 if form is not None and form.errors else status
        return render(request, template, {**self.head(*labels), **context}, status=status)

    def explain(self, request: HttpRequest, why: str) -> HttpResponse:
        """Tell why something is not shown, and whom to ask."""
        return self.render(request, "cms/not_authorised.html", status=403, why=why, promise=self.promise)

    def to(self, record: Any) -> HttpResponse:
        """Go to the screen of a record."""
        return redirect(f"{self.namespace}:{self.record_name}", record.pk)

    def act(
        self, request: HttpRequest, record: Any, actions: Mapping[str, Action], *, show: View, now: datetime
    ) -> HttpResponseBase:
        """Do what was pressed. What is refused says what to do instead on the screen that `show` makes; words stay."""
        name = request.POST.get("action", "")
        if name not in actions:
            return self.to(record)
        action = actions[name]
        form = action.form(request.POST) if action.form else None
        shown = {f"{name}_form": form} if form else {}
        if form is not None and not form.is_valid():
            return show(request, record, now, status=422, **shown)
        values = {self.record_name: record, **(form.cleaned_data if form else {})}
        try:
            action.do(**values, by=request.user, now=now)
        except self.refusals as error:
            messages.error(request, str(error))
            record.refresh_from_db()
            return show(request, record, now, status=409, **shown)
        messages.success(request, action.sentence(record))
        return self.to(record)

    def menu_item(self, name: str, order: int) -> PermittedMenuItem:
        """Return its line in a menu, for those who may open it."""
        address = reverse(f"{self.namespace}:list")
        return PermittedMenuItem(self.title, address, self.permission, name=name, icon_name=self.icon, order=order)
