"""What the CMS home says about messages."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.inbox.notifications import waiting_messages
from leads.inbox.permissions import VIEW, desk_at
from leads.inbox.reach import unable_for
from leads.inbox.selectors import Chosen, Desk, count_of, messages_of, open_count, readable
from leads.inbox.words import at_most
from leads.submissions.models import Submission
from privacy.cms.dashboard import HomeLine, home_line


@home_line(order=5)
def message_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """What waits and for how long, what waits too long, who is to be called back today, what was held back."""
    if not request.user.has_perm(VIEW):
        return
    url = reverse("inbox:list")
    desk = desk_at(request)
    if not desk.purposes:
        yield HomeLine(_("You are not authorised for any purpose yet. Ask a privacy officer to authorise you."), url)
        return
    yield from _overdue_line(desk, url)
    yield _waiting_line(desk, url)
    yield from _call_back_line(desk, url)
    yield from _held_line(desk)


def _overdue_line(desk: Desk, url: str) -> Iterable[HomeLine]:
    late = count_of(messages_of(desk, Chosen(show="overdue")))
    if late:
        sentence = ngettext(
            "%(count)s message waits for more than a working day.",
            "%(count)s messages wait for more than a working day.",
            late,
        )
        yield HomeLine(sentence % {"count": at_most(late)}, f"{url}?show=overdue", urgent=True)


def _waiting_line(desk: Desk, url: str) -> HomeLine:
    waiting = open_count(desk)
    if waiting.since is None:
        return HomeLine(_("No message is waiting."), url, good=True)
    sentence = ngettext(
        "%(count)s message waits, since %(age)s.", "%(count)s messages wait, the oldest since %(age)s.", waiting.count
    )
    age = timesince(waiting.since, desk.now, depth=1)
    return HomeLine(sentence % {"count": at_most(waiting.count), "age": age}, url)


def _call_back_line(desk: Desk, url: str) -> Iterable[HomeLine]:
    due = count_of(messages_of(desk, Chosen(show="mine")).exclude(call_back_on=None))
    if due:
        sentence = ngettext(
            "%(count)s person is to be called back today.", "%(count)s people are to be called back today.", due
        )
        yield HomeLine(sentence % {"count": at_most(due)}, f"{url}?show=mine")


def _held_line(desk: Desk) -> Iterable[HomeLine]:
    held = count_of(readable(desk.purposes).filter(state=Submission.State.HELD))
    if held:
        sentence = ngettext(
            "%(count)s message is held back: is it a real one?",
            "%(count)s messages are held back: are they real ones?",
            held,
        )
        yield HomeLine(sentence % {"count": at_most(held)}, reverse("inbox:held"))


AUTHORISE = "privacy_access.add_authorisation"


@home_line(order=6)
def messages_gone_astray(request: HttpRequest) -> Iterable[HomeLine]:
    """They are shown as unassigned to everybody who may read them; somebody should be authorised, or the rule changed."""
    if not request.user.has_perm(AUTHORISE):
        return
    count = _astray(timezone.now())
    if count:
        sentence = ngettext(
            "%(count)d message is given to a team or person that may not read it; it stands under “unassigned”.",
            "%(count)d messages are given to teams or people that may not read them; they stand under “unassigned”.",
            count,
        )
        yield HomeLine(sentence % {"count": count}, reverse("authorisations:index"), urgent=True)


def _astray(now: datetime) -> int:
    """Return how many waiting messages reach nobody; one query when none is given to anybody, else four."""
    given = waiting_messages().exclude(assigned_to=None, team=None).order_by()
    counts = list(given.values_list("purpose_key", "assigned_to", "team").annotate(count=Count("pk")))
    groups = unable_for({key for key, *_who in counts}, now) if counts else ()
    unable = {key: one for one in groups for key in one.purposes}
    return sum(
        count
        for key, person, team, count in counts
        if person in (None, *unable[key].people) and team in (None, *unable[key].teams)
    )
