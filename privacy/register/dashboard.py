"""The CMS home: one panel of sentences, each a number with a link; rooms add theirs with `@home_line`."""

from collections.abc import Iterable
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cms.dashboard import (
    HomeLine,
    home_line,
)
from privacy.register.differences import compare
from privacy.register.lint import LintContext, findings_in
from privacy.register.selectors import current_release
from privacy.register.snapshot import draft

HEALTH_KEY = "register:health"
HEALTH_SECONDS = 60


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
    return cast("tuple[int, int, int]", cache.get_or_set(HEALTH_KEY, _health, HEALTH_SECONDS))


def _health() -> tuple[int, int, int]:
    lint = LintContext(draft())
    findings = findings_in(lint)
    blocking = sum(finding.blocking for finding in findings)
    notes = sum(not finding.blocking and not finding.waived for finding in findings)
    return blocking, notes, compare(current_release(), lint.draft).count + len(lint.moved)


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
