"""Global Privacy Control (C28): what the site declares about it, and what it makes of a form that comes with it.

The signal is `Sec-GPC: 1` (W3C Global Privacy Control). It objects to advertising; it answers nothing else and
nothing is stored because of it alone.
"""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from privacy.cookies.forms import Answer, Ticks
from privacy.cookies.models import ConsentRecord
from privacy.cookies.selectors import ADVERTISING
from privacy.register.selectors import current_release


@require_safe
def declaration(request: HttpRequest) -> HttpResponse:
    """Answer `/.well-known/gpc.json`: the signal is heeded, as the policy in force since that day says."""
    release = current_release()
    since = {"lastUpdate": timezone.localdate(release.published_at).isoformat()} if release else {}
    return JsonResponse({"gpc": True, **since})


def heed(request: HttpRequest, payload: dict[str, Any], answer: Answer) -> Answer:
    """Return the answer of a form, advertising left out where only "accept all" would allow it against the signal.

    A box that is ticked in the same post is an explicit permission, which the signal does not take away. The
    script's answers are as they are: it sees the signal itself.
    """
    ticks = payload.get("groups")
    if request.headers.get("Sec-GPC") != "1" or not isinstance(ticks, Ticks):
        return answer
    if ADVERTISING in ticks.keys or not answer.groups.get(ADVERTISING):
        return answer
    return replace(answer, method=ConsentRecord.Method.GPC.value, groups={**answer.groups, ADVERTISING: False})
