"""What the CMS home says about the last scan (E2)."""

from collections.abc import Iterable
from datetime import timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cms.dashboard import HomeLine, home_line
from privacy.cookies.scanner.reports import last_scan

VIEW = "privacy_cookies.view_scanreport"
# A week, and some days for a scan that had to be made by hand.
FRESH = timedelta(days=14)


@home_line(order=30)
def scan_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """When the site was last scanned, and what was found."""
    if not request.user.has_perm(VIEW):
        return
    now, url = timezone.now(), reverse("cookie_scan")
    last = last_scan(now=now)
    if last is None:
        yield HomeLine(_("The website’s cookies have not been scanned yet."), url)
        return
    words = {"date": date_format(timezone.localtime(last.started_at), "SHORT_DATE_FORMAT"), "count": last.count}
    if last.failed:
        yield HomeLine(_("The last cookie scan, on %(date)s, could not be made.") % words, url)
        return
    sentence = ngettext(
        "Last cookie scan: %(date)s, %(count)d finding.", "Last cookie scan: %(date)s, %(count)d findings.", last.count
    )
    fresh = last.started_at > now - FRESH
    yield HomeLine(sentence % words, url, good=not last.count and fresh, urgent=bool(last.grave))
