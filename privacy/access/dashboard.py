"""What the CMS home says about the access review (E2): only that it is missing."""

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.access.review import due_since
from privacy.cms.dashboard import HomeLine, home_line

SIGN = "privacy_access.add_accessreview"
KEY, SECONDS = "staff:access-review-due", 60


@home_line(order=8)
def access_review_line(request: HttpRequest) -> Iterable[HomeLine]:
    """One red sentence for those who can sign, up to a minute old."""
    if not request.user.has_perm(SIGN):
        return
    since = cache.get_or_set(KEY, lambda: due_since(now=timezone.now()) or False, SECONDS)
    if since:
        sentence = _("The quarterly review of who may read what has been missing since %(day)s.")
        yield HomeLine(sentence % {"day": date_format(since)}, reverse("access_review"), urgent=True)
