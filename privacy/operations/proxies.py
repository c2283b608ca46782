"""Whether requests come the way that TRUSTED_PROXIES says: a wrong number lets visitors write their own address, or makes one of all."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.operations.health import also_concerned

UNBELIEVED, ABSENT = "unbelieved", "absent"
KEY = "operations:proxies"
KEPT_SECONDS = 24 * 60 * 60
# One stranger with a made-up header is no proxy, and so many in a row are told again now and then.
IN_A_ROW, AGAIN_AFTER = 20, 1000
SAID: Mapping[str, str | Promise] = {
    UNBELIEVED: _(
        "Requests come through a proxy, but the site was told that there is none: it takes all visitors for one. Set "
        "TRUSTED_PROXIES to the number of proxies."
    ),
    ABSENT: _(
        "Requests come past the proxy: visitors could say that they are somebody else. Let the proxy alone reach the "
        "site, and have it send X-Forwarded-For."
    ),
}


class Watch:
    """The requests of one process, as far as they agree with each other."""

    def __init__(self) -> None:
        self.state, self.in_a_row = "", 0

    def look(self, request: HttpRequest) -> None:
        """Take a request in; once enough in a row say the same, remember it for all processes."""
        state = disagreement(request)
        self.in_a_row = self.in_a_row + 1 if state == self.state else 1
        self.state = state
        if self.in_a_row % AGAIN_AFTER == IN_A_ROW:
            remember(state)


def disagreement(request: HttpRequest) -> str:
    """Return how a request's X-Forwarded-For differs from TRUSTED_PROXIES; empty when it does not."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if not settings.TRUSTED_PROXIES:
        return UNBELIEVED if forwarded else ""
    return ABSENT if len([entry for entry in forwarded.split(",") if entry.strip()]) < settings.TRUSTED_PROXIES else ""


def remember(state: str) -> None:
    """Keep what requests say for a day, or forget what earlier ones said."""
    if state:
        cache.set(KEY, state, KEPT_SECONDS)
    elif cache.get(KEY):
        cache.delete(KEY)


def concerns(now: datetime) -> list[str]:
    """Return the sentence for administrators, where the last requests did not come as they should."""
    said = SAID.get(cache.get(KEY, ""))
    return [str(said)] if said else []


def register_proxies() -> None:
    """Make the concern known; call it in AppConfig.ready."""
    also_concerned(concerns)
