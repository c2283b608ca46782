"""What the CMS home says about legal holds: that one is to be looked at again (R52)."""

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.cms.dashboard import HomeLine, home_line
from privacy.retention.models import LegalHold
from privacy.retention.review import due_since

SEE = "privacy_retention.view_legalhold"
KEY, SECONDS = "retention:holds-due", 60


@home_line(order=9)
def holds_line(request: HttpRequest) -> Iterable[HomeLine]:
    """One sentence once the day to look again has come, up to a minute late."""
    if not request.user.has_perm(SEE):
        return
    count = cache.get_or_set(KEY, _due, SECONDS)
    if count:
        sentence = ngettext(
            "%(count)d legal hold must be looked at again.", "%(count)d legal holds must be looked at again.", count
        )
        yield HomeLine(sentence % {"count": count}, reverse("legal_holds:list"), urgent=True)


def _due() -> int:
    return LegalHold.objects.filter(released_at=None, review_on__lte=timezone.localdate()).count()


SIGN = "privacy_retention.add_retentionreview"
REVIEW_KEY, REVIEW_SECONDS = "retention:review-due", 60


@home_line(order=8)
def review_line(request: HttpRequest) -> Iterable[HomeLine]:
    """One red sentence for those who can sign, up to a minute old."""
    if not request.user.has_perm(SIGN):
        return
    since = cache.get_or_set(REVIEW_KEY, lambda: due_since(now=timezone.now()) or False, REVIEW_SECONDS)
    if since:
        sentence = _("The monthly review of what is kept has been missing since %(day)s.")
        yield HomeLine(sentence % {"day": date_format(since)}, reverse("retention_review"), urgent=True)
