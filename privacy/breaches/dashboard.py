"""What the CMS home says about breaches: that one is open and how many hours are left, and that an alarm waits."""

from collections.abc import Iterable
from datetime import datetime
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.breaches.models import CLOCK, Breach, MassAccess
from privacy.breaches.services import HOME_KEY
from privacy.cms.dashboard import HomeLine, home_line

SEE = "privacy_breaches.view_breach"
SECONDS = 60


@home_line(order=1)
def breach_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """A sentence or two; an alarm up to a minute late, what officers do themselves at once."""
    if not request.user.has_perm(SEE):
        return
    url = reverse("breaches:list")
    first, alarms = cast("tuple[datetime | None, int]", cache.get_or_set(HOME_KEY, _found, SECONDS))
    if first:
        left = int((first + CLOCK - timezone.now()).total_seconds() // 3600)
        if left < 0:
            yield HomeLine(_("A breach is not reported, and its 72 hours are over."), url, urgent=True)
        else:
            sentence = ngettext(
                "A breach is to be reported: %(n)d hour left.", "A breach is to be reported: %(n)d hours left.", left
            )
            yield HomeLine(sentence % {"n": left}, url, urgent=True)
    if alarms:
        sentence = ngettext(
            "%(count)d alarm: somebody opened or exported very much.",
            "%(count)d alarms: somebody opened or exported very much.",
            alarms,
        )
        yield HomeLine(sentence % {"count": alarms}, url, urgent=True)


def _found() -> tuple[datetime | None, int]:
    waiting = Breach.objects.filter(closed_at=None, reported_at=None).order_by("aware_at")
    return waiting.values_list("aware_at", flat=True).first(), MassAccess.objects.filter(looked_at=None).count()
