"""What the CMS home says about legal holds and the retention review: that somebody is to look again (R52, R59)."""

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from privacy.cms.dashboard import HomeLine, home_line
from privacy.retention.models import LegalHold
from privacy.retention.review import retention_review

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


home_line(order=8)(retention_review.home_line)
