"""What this software itself keeps in a browser, and for how long: told by the settings, not by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.released_companies import ReleasedCookie

Kind, Unit = CookieFacts.Kind, CookieFacts.Unit
SECONDS: dict[str, float] = {
    Unit.MINUTES: 60,
    Unit.DAYS: 86_400,
    Unit.MONTHS: 365 / 12 * 86_400,
    Unit.YEARS: 365 * 86_400,
}
# Cookies of companies that measure or advertise, by the names their makers document. None can be necessary.
TRACKERS = (
    "_ga", "_ga_*", "_gid", "_gat*", "_gcl_*", "__utm*", "_fbp", "_fbc", "fr", "IDE", "NID", "ANID", "DSID", "test_cookie",
    "li_*", "lidc", "bcookie", "bscookie", "UserMatchHistory", "AnalyticsSyncHistory", "ln_or", "_uet*", "MUID", "_hj*",
    "_pk_*", "mtm_*", "_clck", "_clsk", "_tt*", "_pin_*", "hubspotutk", "__hs*", "vuid", "YSC", "VISITOR_INFO1_LIVE",
)  # fmt: skip


@dataclass(frozen=True)
class OwnStorage:
    """Something of ours. `seconds` is how long it is kept; None is until the browser closes, or storage is emptied."""

    name: str
    seconds: int | None = None
    kind: str = Kind.COOKIE
    staff_only: bool = True


def own_storage() -> Iterator[OwnStorage]:
    """Yield what Django, Wagtail and this project set, with the lifetimes of the settings in force."""
    yield OwnStorage(settings.COOKIE_CONSENT_NAME, settings.COOKIE_CONSENT_MAX_AGE, staff_only=False)
    lasting = None if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else settings.SESSION_COOKIE_AGE
    yield OwnStorage(settings.SESSION_COOKIE_NAME, lasting)
    yield OwnStorage(settings.CSRF_COOKIE_NAME, settings.CSRF_COOKIE_AGE)
    yield OwnStorage("messages")
    # Wagtail's: whether the menu is folded; and the icons, the width of panels, the pinned toolbar.
    yield OwnStorage("wagtail_sidebar_collapsed")
    yield OwnStorage("wagtail:*", kind=Kind.LOCAL)


def declared_seconds(cookie: ReleasedCookie) -> float | None:
    """Return how long a row of the register says that something is kept; None without an end of its own."""
    if cookie.duration_value is None or cookie.duration_unit == Unit.SESSION:
        return None
    return cookie.duration_value * SECONDS[cookie.duration_unit]


def same_length(declared: float | None, real: float | None) -> bool:
    """Return whether two lifetimes are the same to a day, or to a tenth."""
    if declared is None or real is None:
        return declared is real
    return abs(declared - real) <= max(60, min(86_400, 0.1 * declared))
