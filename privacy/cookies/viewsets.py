"""The CMS report on cookie choices (C29): counts by day, language and purpose, never a single choice."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

import django_filters
from django.conf import settings
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import ModelPermissionPolicy

from privacy.cms.plot import Plot, plot_of
from privacy.cookies.counts_in_words import (
    cells,
    company_names,
    group_labels,
    method_label,
    sentence,
    step_label,
    step_words,
)
from privacy.cookies.models import ConsentRecord
from privacy.cookies.statistics import DAY, MONTH, Period, Shares, Statistics, count_choices
from privacy.register.periods_in_words import duration_label

VIEW = "privacy_cookies.view_consentrecord"
# What the links above the plot offer, in days.
PERIODS = (7, 30, 90, 365)


def group_choices() -> list[tuple[str, str]]:
    """Return the purposes to narrow the report to."""
    return list(group_labels().items())


class ChoicesFilterSet(WagtailFilterSet):
    """Narrow the report to days, a language or a purpose."""

    recorded_at = django_filters.DateFromToRangeFilter(label=gettext_lazy("Day"), widget=DateRangePickerWidget)
    language = django_filters.ChoiceFilter(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    group = django_filters.ChoiceFilter(label=gettext_lazy("Purpose"), choices=group_choices)

    class Meta:
        model = ConsentRecord
        fields = ["recorded_at", "language"]


@dataclass(frozen=True)
class Row:
    """A row of a table: what is counted, and the three parts in words."""

    label: str
    shares: Shares
    groups: tuple[Shares, ...] = ()
    alone: int = 0

    @property
    def cells(self) -> tuple[str, str, str]:
        return cells(self.shares)


@dataclass(frozen=True)
class ExportRow:
    """One line of the file: a day, a language and a purpose, or a company allowed on a video."""

    day: date
    language: str
    about: str
    answers: int
    everything: int
    some: int | None
    nothing: int | None


class CookieChoicesReport(ReportView):
    """What visitors chose in a period: a sentence, a plot, and the numbers behind it; as a file, a line a day."""

    model = ConsentRecord
    page_title = gettext_lazy("Cookie choices")
    header_icon = "list-ul"
    index_url_name = "cookie_choices"
    index_results_url_name = "cookie_choices_results"
    results_template_name = "cookies/admin/choices_results.html"
    filterset_class = ChoicesFilterSet
    permission_policy = ModelPermissionPolicy(ConsentRecord)
    any_permission_required = {"view"}
    default_ordering = None
    paginate_by = None
    export_filename = "cookie-choices"
    list_export = ["day", "language", "about", "answers", "everything", "some", "nothing"]
    export_headings = {
        "day": gettext_lazy("Day"),
        "language": gettext_lazy("Language"),
        "about": gettext_lazy("About"),
        "answers": gettext_lazy("Answers"),
        "everything": gettext_lazy("Allowed"),
        "some": gettext_lazy("Allowed in part"),
        "nothing": gettext_lazy("Refused"),
    }

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What the filters ask for; nothing of it where they cannot be read."""
        return self.filters.form.cleaned_data if self.filters.is_valid() else {}

    @cached_property
    def group(self) -> str:
        return self.chosen.get("group") or ""

    @cached_property
    def period(self) -> Period:
        """The days asked for, as they were picked; the last thirty without."""
        days = self.chosen.get("recorded_at")
        first, last = (moment and moment.date() for moment in (days.start, days.stop)) if days else (None, None)
        return Period.between(first, last, today=_today())

    @cached_property
    def statistics(self) -> Statistics:
        period = Period(self.period.first, self.period.last, DAY) if self.is_export else self.period
        return count_choices(period, language=self.chosen.get("language") or "")

    def get_filtered_queryset(self) -> list[Any]:
        """Return the lines of the file, or the steps of the plot in which somebody answered, the latest first."""
        if self.is_export:
            return list(export_rows(self.statistics, self.group))
        by_group = [dict(self.statistics.steps(key)) for key in self.groups]
        alone = {} if self.group else self.statistics.alone_by_step()
        rows = [
            Row(step_label(start, self.period.step), shares, tuple(of[start] for of in by_group), alone.get(start, 0))
            for start, shares in reversed(self.statistics.steps(self.group))
        ]
        return [row for row in rows if row.shares.total or row.alone or any(of.total for of in row.groups)]

    @cached_property
    def groups(self) -> dict[str, str]:
        """Purpose → name: those of the release, then those that only records still know; one if one was chosen."""
        labels = group_labels()
        keys = [self.group] if self.group else [*labels, *(set(self.statistics.groups) - set(labels))]
        return {key: labels.get(key, key) for key in keys}

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        if self.is_export:
            return context
        names = company_names()
        return {
            **context,
            "period": self.period,
            "group": self.group,
            "groups": self.groups,
            "sentence": sentence(self.statistics.total(self.group), group=self.groups.get(self.group, "")),
            "plot": self.plot,
            "words": step_words(self.period.step),
            "by_group": [Row(label, self.statistics.total(key)) for key, label in self.groups.items()],
            "by_language": self._rows(self.statistics.languages(self.group), dict(settings.LANGUAGES)),
            "by_method": [Row(method_label(key), found) for key, found in self.statistics.methods(self.group).items()],
            "alone": {names.get(key, key): count for key, count in self.statistics.alone.items()},
            "asked_again": self.statistics.asked_again,
            "periods": list(self._periods()),
        }

    @property
    def plot(self) -> Plot | None:
        """The plot; none where nobody answered."""
        steps = self.statistics.steps(self.group)
        if not self.statistics.total(self.group).total:
            return None
        names = {"everything": _("everything"), "some": _("some"), "nothing": _("nothing")}
        if self.group:
            names = {"everything": _("allowed"), "nothing": _("refused")}
        titles = [_title(step_label(start, self.period.step), shares, names) for start, shares in steps]
        counts = [(start, shares.by_kind) for start, shares in steps]
        return plot_of(counts, titles=titles, names=names, by_month=self.period.step == MONTH)

    def _rows(self, counted: dict[str, Shares], labels: dict[str, str]) -> list[Row]:
        order = [*(key for key in labels if key in counted), *(key for key in counted if key not in labels)]
        return [Row(labels.get(key, key), counted[key]) for key in order]

    def _periods(self) -> Iterator[dict[str, Any]]:
        """Yield the links to usual periods; the other filters stay."""
        today = _today()
        kept = [(name, self.chosen[name]) for name in ("language", "group") if self.chosen.get(name)]
        for days in PERIODS:
            first = today - timedelta(days=days - 1)
            asked = urlencode([("recorded_at_from", first), ("recorded_at_to", today), *kept])
            current = (self.period.first, self.period.last) == (first, today)
            yield {"label": duration_label(days, "days"), "url": f"{self.index_url}?{asked}", "current": current}


def export_rows(statistics: Statistics, group: str = "") -> Iterator[ExportRow]:
    """Yield a line for each day, language and purpose that somebody answered, and for each company allowed alone."""
    labels, names = group_labels(), company_names()
    day_and_language = attrgetter("start", "language")
    for (day, language), lines in groupby(sorted(statistics.lines, key=day_and_language), key=day_and_language):
        part = Statistics(statistics.period, tuple(lines))
        if not group and (whole := part.total()).total:
            yield ExportRow(day, language, _("Everything asked"), whole.total, *_three(whole))
        for key in [group] if group else sorted(part.groups):
            if (shares := part.total(key)).total:
                about = labels.get(key, key)
                yield ExportRow(day, language, about, shares.total, shares.everything, None, shares.nothing)
        for key, count in sorted(part.alone.items()) if not group else ():
            about = _("%(company)s, on a video") % {"company": names.get(key, key)}
            yield ExportRow(day, language, about, count, count, None, None)


def _three(shares: Shares) -> tuple[int, int, int]:
    return shares.everything, shares.some, shares.nothing


def _title(label: str, shares: Shares, names: dict[str, str]) -> str:
    return f"{label}: " + ", ".join(f"{getattr(shares, kind)} {name}" for kind, name in names.items())


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())
