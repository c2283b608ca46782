"""What the CMS home says to those who authorise: messages given to somebody who may not read them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from leads.capture.notices import waiting_messages
from leads.capture.reach import unable_for
from privacy.register.home import HomeLine, home_line

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
