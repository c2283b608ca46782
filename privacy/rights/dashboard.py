"""What the CMS home says about requests: how many wait, and the first due day (E2)."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cms.dashboard import HomeLine, home_line
from privacy.rights.deadline import ALERT_DAYS, days_left
from privacy.rights.permissions import VIEW
from privacy.rights.selectors import waiting_days


@home_line(order=3)
def request_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """One sentence for those who answer: urgent within a week of the first due day, and red once it is over."""
    if not request.user.has_perm(VIEW):
        return
    url = reverse("rights_desk:list")
    days = waiting_days()
    if not days:
        yield HomeLine(_("No request about data is waiting."), url, good=True)
        return
    now = timezone.now()
    left = days_left(days[0], now=now)
    if late := sum(days_left(day, now=now) < 0 for day in days):
        sentence = ngettext(
            "%(count)d request about data is overdue: the policy promises four weeks.",
            "%(count)d requests about data are overdue: the policy promises four weeks.",
            late,
        )
        yield HomeLine(sentence % {"count": late}, url, urgent=True)
        return
    sentence = ngettext(
        "%(count)d request about data, due on %(day)s.",
        "%(count)d requests about data, the first due on %(day)s.",
        len(days),
    )
    yield HomeLine(
        sentence % {"count": len(days), "day": date_format(days[0], "D j M")}, url, urgent=left <= ALERT_DAYS[1]
    )
