"""CMS report: who opened, searched, exported or changed personal data."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import ModelPermissionPolicy

from privacy.access.acting import SERVER_ID
from privacy.access.changes import in_words
from privacy.access.columns import PurposeColumn
from privacy.access.models import AccessEvent
from privacy.access.selectors import purpose_titles, staff_names
from privacy.access.services import log_access
from privacy.register.models.facts import Purpose

PAGE_SIZE = 50


def purposes() -> list[tuple[str, str]]:
    """Return every purpose by its title; archived ones have entries too."""
    return list(purpose_titles(Purpose.objects.values_list("key", flat=True)).items())


class AccessFilterSet(WagtailFilterSet):
    """Narrow the log to days, a member of staff, an action or a purpose."""

    at = django_filters.DateFromToRangeFilter(label=_("Day"), widget=DateRangePickerWidget)
    actor_id = django_filters.ModelChoiceFilter(
        label=_("Member of staff"),
        queryset=lambda request: get_user_model()._default_manager.order_by("username"),
        method="by_actor",
    )
    purpose_key = django_filters.ChoiceFilter(label=_("Purpose"), choices=purposes)

    class Meta:
        model = AccessEvent
        fields = ["at", "actor_id", "action", "purpose_key"]

    def by_actor(self, queryset: QuerySet[AccessEvent], name: str, user: Any) -> QuerySet[AccessEvent]:
        """The log keeps plain numbers, so that it outlives the account."""
        return queryset.filter(actor_id=user.pk)


class AccessLogView(ReportView):
    """It shows which record, never its contents. Entries are never counted: a page costs the same however many there are."""

    model = AccessEvent
    queryset = AccessEvent.objects.order_by("-at", "-pk")
    page_title = _("Access to personal data")
    header_icon = "view"
    index_url_name = "access_log"
    index_results_url_name = "access_log_results"
    results_template_name = "access/log_results.html"
    filterset_class = AccessFilterSet
    permission_policy = ModelPermissionPolicy(AccessEvent)
    any_permission_required = {"view"}
    default_ordering = None
    paginate_by = None
    next_entry: AccessEvent | None = None
    list_export = ["at", "who", "get_action_display", "model", "object_id", "purpose_key", "what"]
    export_headings = {
        "at": _("Time"),
        "who": _("Member of staff"),
        "get_action_display": _("Action"),
        "model": _("Kind of record"),
        "object_id": _("Record"),
        "purpose_key": _("Purpose"),
        "what": _("What"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        return [
            DateColumn("at", label=_("Time")),
            Column("who", label=_("Member of staff")),
            Column("get_action_display", label=_("Action")),
            Column("record", label=_("Record")),
            Column("what", label=_("What"), accessor=lambda event: in_words(event.what)),
            PurposeColumn("purpose_key", label=_("Purpose")),
        ]

    def get_filtered_queryset(self) -> Any:
        """Return a page of the log, from the entry before which the last one ended; all of it for an export."""
        events = super().get_filtered_queryset()
        if self.is_export:
            return events
        found = list(_before(events, self.request.GET.get("before", ""))[: PAGE_SIZE + 1])
        self.next_entry = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
        return found[:PAGE_SIZE]

    def decorate_paginated_queryset(self, events: Any) -> list[AccessEvent]:
        shown = list(events)
        names = staff_names(event.actor_id for event in shown)
        for event in shown:
            event.who = names.get(event.actor_id) or _who_is_gone(event.actor_id)
        return shown

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        chosen = [(name, value) for name, value in self.request.GET.items() if name != "before" and value]
        last = self.next_entry
        older = urlencode([*chosen, ("before", f"{last.at.isoformat()}~{last.pk}")]) if last else ""
        return {
            **super().get_context_data(*args, **kwargs),
            "older": f"{self.index_url}?{older}" if older else "",
            "latest": f"{self.index_url}?{urlencode(chosen)}",
            "continued": "before" in self.request.GET,
        }

    def render_to_response(self, context: Any, **kwargs: Any) -> Any:
        if self.is_export:
            log_access(self.request.user, "export", AccessEvent, None, "", timezone.now())
        return super().render_to_response(context, **kwargs)


def _who_is_gone(actor_id: int) -> str:
    if actor_id == SERVER_ID:
        return gettext("Somebody at the server")
    return gettext("Account %(id)s (deleted)") % {"id": actor_id}


def _before(events: QuerySet[AccessEvent], mark: str) -> QuerySet[AccessEvent]:
    """Return the entries older than the one a page ended with; all of them for a mark that is none."""
    moment, _tilde, number = mark.partition("~")
    at = _moment(moment)
    if at is None or not number.isdecimal():
        return events
    return events.filter(Q(at__lt=at) | Q(at=at, pk__lt=int(number)))


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and timezone.is_aware(found) else None
