"""The CMS home: one panel of sentences, each a number with a link; rooms add theirs with `@home_line`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component

from privacy.cms.views import StaffRequest


@dataclass(frozen=True)
class HomeLine:
    """One sentence on the home. `good` ones fold into one line."""

    sentence: str
    url: str
    good: bool = False
    urgent: bool = False


Source = Callable[[HttpRequest], Iterable[HomeLine]]
_sources: list[tuple[int, Source]] = []


def home_line(order: int) -> Callable[[Source], Source]:
    """Decorator: add sentences to the home, for whom they concern. Call it from a room's `ready`."""

    def register(source: Source) -> Source:
        _sources.append((order, source))
        return source

    return register


class HealthPanel(Component):
    """What needs somebody, most urgent first; what is well in one line."""

    name = "what_needs_you"
    order = 10
    template_name = "cms/home_panel.html"

    def __init__(self, request: StaffRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the sentences."""
        ordered = sorted(_sources, key=lambda pair: pair[0])
        lines = [line for _order, source in ordered for line in source(self.request)]
        return {
            "open": sorted((line for line in lines if not line.good), key=lambda line: not line.urgent),
            "good": [line for line in lines if line.good],
            "tasks": first_tasks(self.request),
        }


@dataclass(frozen=True)
class Task:
    """A first thing to do for somebody new."""

    label: str
    url: str


@dataclass(frozen=True)
class FirstTask:
    """A task on offer: for whom (a permission), in words, where (a URL name). The lowest `order` comes first."""

    order: int
    permission: str
    label: str | Promise
    url_name: str


_tasks: list[FirstTask] = []
NEW_DAYS = 14


def offer_first_task(permission: str, label: str | Promise, url_name: str, *, order: int) -> None:
    """Offer a first task to members of staff who are new; call it from a room's `ready`."""
    _tasks.append(FirstTask(order, permission, label, url_name))


def first_tasks(request: StaffRequest) -> list[Task]:
    """Return three first tasks for somebody who has been here for less than two weeks, by what they may do."""
    user = request.user
    if (timezone.now() - user.date_joined).days >= NEW_DAYS:
        return []
    offered = sorted(_tasks, key=lambda task: task.order)
    return [Task(str(task.label), reverse(task.url_name)) for task in offered if user.has_perm(task.permission)][:3]
