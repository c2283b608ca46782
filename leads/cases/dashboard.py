"""What the CMS home says about legal cases: how many wait, and whom somebody must still tell."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.cases.selectors import in_short
from privacy.cms.dashboard import HomeLine, home_line

SEE = "leads_cases.view_legalcase"


@home_line(order=4)
def case_lines(request: HttpRequest) -> Iterable[HomeLine]:
    """A sentence or two, up to a minute late."""
    if not request.user.has_perm(SEE):
        return
    url = reverse("legal_cases:list")
    found = in_short()
    count, ending, by_hand = found.waiting, found.bars_ending, found.untold
    if count and found.oldest:
        sentence = ngettext(
            "%(count)d legal case is to be decided, received %(age)s ago.",
            "%(count)d legal cases are to be decided, the oldest received %(age)s ago.",
            count,
        )
        yield HomeLine(sentence % {"count": count, "age": timesince(found.oldest)}, url)
    else:
        yield HomeLine(_("No legal case is waiting."), url, good=True)
    if ending:
        sentence = ngettext(
            "%(count)d person is told within a week that their data were handed over, unless the bar is moved.",
            "%(count)d people are told within a week that their data were handed over, unless the bar is moved.",
            ending,
        )
        yield HomeLine(sentence % {"count": ending}, url, urgent=True)
    if by_hand:
        sentence = ngettext(
            "%(count)d person without an e-mail address must be told that their data were handed over.",
            "%(count)d people without an e-mail address must be told that their data were handed over.",
            by_hand,
        )
        yield HomeLine(sentence % {"count": by_hand}, url, urgent=True)
