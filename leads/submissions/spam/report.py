"""CMS report: how often each layer of protection acted in the last thirty days. Counts only, nothing about anybody."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.submissions.spam.models import Layer, LayerCount
from privacy.cms.plot import Plot, plot_of

DAYS = 30
VIEW, SWITCH = "leads_submissions.view_layercount", "leads_submissions.change_protectionsettings"


@dataclass(frozen=True)
class LayerLine:
    """How often one layer acted."""

    label: str
    asked: int
    refused: int
    held: int

    @property
    def total(self) -> int:
        return self.asked + self.refused + self.held


@require_safe
def report_view(request: HttpRequest) -> HttpResponse:
    """Show the last thirty days: by layer, by day and by form."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    lines, days = layer_lines(timezone.now()), day_counts(timezone.now())
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Protection of forms")},
        ],
        "header_title": _("Protection of forms"),
        "header_icon": "lock",
        "days": days,
        "lines": lines,
        "forms": form_lines(timezone.now()),
        "total": sum(line.total for line in lines),
        "plot": _plot(days),
        "may_switch": request.user.has_perm(SWITCH),
    }
    return render(request, "submissions/admin/protection.html", context)


def layer_lines(now: datetime) -> list[LayerLine]:
    """Return every layer with what it did, also those that had nothing to do."""
    rows = _counts(now).values_list("layer", "outcome").annotate(times=Sum("count"))
    times = {(layer, outcome): count for layer, outcome, count in rows}
    return [
        LayerLine(str(layer.label), *(times.get((layer.value, outcome), 0) for outcome in LayerCount.Outcome.values))
        for layer in Layer
    ]


def form_lines(now: datetime) -> list[tuple[str, int]]:
    """Return how often the layers acted on each form, the most first."""
    rows = _counts(now).values_list("slug").annotate(times=Sum("count"))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def day_counts(now: datetime) -> list[tuple[date, int]]:
    """Return how often the layers acted on each of the days."""
    today = timezone.localdate(now)
    counts = dict(_counts(now).values_list("day").annotate(times=Sum("count")))
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    return [(day, counts.get(day, 0)) for day in days]


def _plot(days: list[tuple[date, int]]) -> Plot:
    titles = [f"{date_format(day, 'j M')}: {count}" for day, count in days]
    return plot_of([(day, {"acted": count}) for day, count in days], titles=titles, names={})


def _counts(now: datetime) -> Any:
    return LayerCount.objects.filter(day__gt=timezone.localdate(now) - timedelta(days=DAYS)).order_by()
