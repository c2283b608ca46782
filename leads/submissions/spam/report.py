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
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from leads.submissions.spam.models import Layer, LayerCount

DAYS = 30
VIEW, SWITCH = "leads_submissions.view_layercount", "leads_submissions.change_protectionsettings"
# The drawing: one bar a day, ten units wide.
STEP, BAR, HEIGHT = 20, 14, 120


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


@dataclass(frozen=True)
class Bar:
    """One day of the drawing."""

    day: date
    count: int
    x: int
    y: float
    height: float


@require_safe
def report_view(request: HttpRequest) -> HttpResponse:
    """Show the last thirty days: by layer, by day and by form."""
    if not request.user.has_perm(VIEW):
        raise PermissionDenied
    lines, bars = layer_lines(timezone.now()), day_bars(timezone.now())
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": _("Protection of forms")},
        ],
        "header_title": _("Protection of forms"),
        "header_icon": "lock",
        "days": DAYS,
        "lines": lines,
        "forms": form_lines(timezone.now()),
        "bars": bars,
        "most": max(bar.count for bar in bars),
        "total": sum(line.total for line in lines),
        "plot": {"width": STEP * DAYS, "height": HEIGHT, "bar": BAR},
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


def day_bars(now: datetime) -> list[Bar]:
    """Return a bar for each day, zero-based, the highest as high as the drawing."""
    today = timezone.localdate(now)
    counts = dict(_counts(now).values_list("day").annotate(times=Sum("count")))
    most = max([*counts.values(), 1])
    bars = []
    for number in range(DAYS):
        day = today - timedelta(days=DAYS - 1 - number)
        height = round(HEIGHT * counts.get(day, 0) / most, 1)
        bars.append(Bar(day, counts.get(day, 0), number * STEP, HEIGHT - height, height))
    return bars


def _counts(now: datetime) -> Any:
    return LayerCount.objects.filter(day__gt=timezone.localdate(now) - timedelta(days=DAYS)).order_by()
