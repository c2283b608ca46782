"""The CMS home: one panel of sentences, each a number with a link; rooms add theirs with `@home_line`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component

from privacy.register.differences import compare
from privacy.register.drafts import draft_data
from privacy.register.lint import run_lint
from privacy.register.selectors import current_release
from privacy.register.services import released_form


@dataclass(frozen=True)
class HomeLine:
    """One sentence on the home. `good` ones fold into one line."""

    sentence: str
    url: str
    good: bool = False
    urgent: bool = False


HEALTH_KEY = "register:health"
HEALTH_SECONDS = 60

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
    template_name = "register/home_panel.html"

    def __init__(self, request: HttpRequest) -> None:
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


@home_line(order=10)
def register_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """Policy health and waiting changes, for those who see the register."""
    if not request.user.has_perm("privacy_register.view_release"):
        return
    blocking, notes, changes = health()
    url = reverse("policy_health")
    if blocking:
        sentence = ngettext(
            "%(count)d finding refuses the next release of the policy.",
            "%(count)d findings refuse the next release of the policy.",
            blocking,
        )
        yield HomeLine(sentence % {"count": blocking}, url, urgent=True)
    if notes:
        sentence = ngettext(
            "%(count)d note about the policy, none of which stops a release.",
            "%(count)d notes about the policy, none of which stops a release.",
            notes,
        )
        yield HomeLine(sentence % {"count": notes}, url)
    if not blocking and not notes:
        yield HomeLine(_("The policy is healthy."), url, good=True)
    yield _draft_line(changes)


def health() -> tuple[int, int, int]:
    """Return how many findings refuse a release, how many are notes, and how many changes wait; up to a minute old.

    The whole register and every live page are read for it: too much for each look at the home.
    """
    return cache.get_or_set(HEALTH_KEY, _health, HEALTH_SECONDS)  # type: ignore[no-any-return]


def _health() -> tuple[int, int, int]:
    data, current = draft_data(), current_release()
    findings = run_lint(data)
    blocking = sum(finding.blocking for finding in findings)
    notes = sum(not finding.blocking and not finding.waived for finding in findings)
    return blocking, notes, compare(current.data if current else None, released_form(data)).count


def _draft_line(count: int) -> HomeLine:
    current = current_release()
    url = reverse("register_review")
    if current is None:
        return HomeLine(_("No version of the policy is released yet."), url, urgent=True)
    age = {"number": current.number, "age": timesince(current.published_at, timezone.now(), depth=1), "count": count}
    if not count:
        return HomeLine(
            _("Version %(number)d of the policy, released %(age)s ago, is up to date.") % age, url, good=True
        )
    sentence = ngettext(
        "%(count)d change waits for release since version %(number)d of %(age)s ago.",
        "%(count)d changes wait for release since version %(number)d of %(age)s ago.",
        count,
    )
    return HomeLine(sentence % age, url)


@dataclass(frozen=True)
class Task:
    """A first thing to do for somebody new."""

    label: str
    url: str


def first_tasks(request: HttpRequest) -> list[Task]:
    """Return three first tasks for somebody who has been here for less than two weeks, by what they may do."""
    user = request.user
    if (timezone.now() - user.date_joined).days >= 14:
        return []
    tasks = [
        ("leads_capture.view_submission", _("Open the inbox and answer a message"), "capture_inbox:list"),
        ("privacy_register.add_release", _("Read what would change with the next release"), "register_review"),
        (
            "privacy_register.approve_texts",
            _("Read translations beside their source and approve them"),
            "register_texts",
        ),
        ("privacy_access.add_authorisation", _("Authorise somebody to read messages"), "authorisations:index"),
        ("wagtailimages.add_image", _("Add an image, with a description of what it shows"), "wagtailimages:index"),
        ("privacy_register.change_purposetext", _("See which texts are still to be translated"), "register_texts"),
        ("privacy_register.change_purpose", _("Look up for which purposes the website uses data"), "purposes:index"),
        ("auth.add_user", _("Invite a colleague"), "staff_invitations:index"),
        ("wagtailadmin.access_admin", _("Look at the pages and their languages"), "wagtailadmin_explore_root"),
        ("wagtailadmin.access_admin", _("Set your language and time zone"), "wagtailadmin_account"),
    ]
    return [Task(label, reverse(name)) for permission, label, name in tasks if user.has_perm(permission)][:3]
