"""The CMS home: how visitors answered lately, in one sentence and one bar, for those who may read the counts (E2)."""

from typing import Any, cast

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from privacy.cookies.counts_in_words import sentence
from privacy.cookies.statistics import Period, Shares, count_choices
from privacy.cookies.viewsets import VIEW

DAYS = 30
LATELY_KEY = "cookies:lately"
LATELY_SECONDS = 60


class ChoicesPanel(Component):
    """Answers of the last thirty days, with the way to the report."""

    name = "cookie_choices"
    order = 60
    template_name = "cookies/admin/home_panel.html"

    def __init__(self, shares: Shares) -> None:
        self.shares = shares

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the sentence, and the parts of the bar where there are enough answers for shares."""
        parts, start = [], 0.0
        if self.shares.percent:
            for kind in ("everything", "some", "nothing"):
                width = 100 * getattr(self.shares, kind) / self.shares.total
                parts.append({"kind": kind, "x": start, "width": width})
                start += width
        return {"sentence": sentence(self.shares, days=DAYS), "parts": parts, "url": reverse("cookie_choices")}


def choices_panel(request: HttpRequest) -> ChoicesPanel | None:
    """Return the panel for those who may read the counts; none before anybody answered."""
    if not request.user.has_perm(VIEW):
        return None
    shares = lately()
    return ChoicesPanel(shares) if shares.total else None


def lately() -> Shares:
    """Return the answers of the last thirty days, up to a minute old: the home is looked at often."""
    return cast("Shares", cache.get_or_set(LATELY_KEY, _lately, LATELY_SECONDS))


def _lately() -> Shares:
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return count_choices(Period.between(None, None, today=today, days=DAYS)).total()
