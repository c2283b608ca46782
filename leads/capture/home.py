"""What the CMS home says about messages."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.capture.inbox import readable
from leads.capture.models import Submission
from privacy.access.selectors import authorised_purposes
from privacy.register.home import HomeLine, home_line

VIEW = "leads_capture.view_submission"


@home_line(order=5)
def message_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """New messages with the age of the oldest, for those who may read them."""
    if not request.user.has_perm(VIEW):
        return
    now, url = timezone.now(), reverse("capture_inbox:list")
    purposes = authorised_purposes(request.user, now)
    if not purposes:
        yield HomeLine(_("You are not authorised for any purpose yet. Ask a privacy officer to authorise you."), url)
        return
    received = (
        readable(purposes)
        .filter(state=Submission.State.NEW)
        .order_by("received_at")
        .values_list("received_at", flat=True)
    )
    count = received.count()
    if not count:
        yield HomeLine(_("No message is waiting."), url, good=True)
        return
    age = timesince(received[0], now, depth=1)
    sentence = ngettext(
        "%(count)d message waits, since %(age)s.", "%(count)d messages wait, the oldest since %(age)s.", count
    )
    yield HomeLine(sentence % {"count": count, "age": age}, url)
