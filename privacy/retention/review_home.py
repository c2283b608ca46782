"""What the CMS home says about the review (E2): only that it is missing."""

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.register.home import HomeLine, home_line
from privacy.retention.review import due_since

SIGN = "privacy_retention.add_retentionreview"
KEY, SECONDS = "retention:review-due", 60


@home_line(order=8)
def review_line(request: HttpRequest) -> Iterable[HomeLine]:
    """One red sentence for those who can sign, up to a minute old."""
    if not request.user.has_perm(SIGN):
        return
    since = cache.get_or_set(KEY, lambda: due_since(now=timezone.now()) or False, SECONDS)
    if since:
        sentence = _("The monthly review of what is kept has been missing since %(day)s.")
        yield HomeLine(sentence % {"day": date_format(since)}, reverse("retention_review"), urgent=True)
