"""What the CMS home says about messages."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.capture.inbox.gate import VIEW, desk_at
from leads.capture.inbox.selectors import Chosen, Desk, count_of, messages_of, readable, waiting_at
from leads.capture.inbox.words import at_most
from leads.capture.models import Submission
from privacy.register.home import HomeLine, home_line


@home_line(order=5)
def message_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """What waits and for how long, what waits too long, who is to be called back today, what was held back."""
    if not request.user.has_perm(VIEW):
        return
    url = reverse("capture_inbox:list")
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
    waiting = waiting_at(desk)
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
        yield HomeLine(sentence % {"count": at_most(held)}, reverse("capture_inbox:held"))
