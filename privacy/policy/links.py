"""Do the pages that the policy refers to still answer? Asked once a week, without a word about anybody (policy §7; R89).

A page that is gone, broken or out of reach is asked again each day, and the linter notes it until it answers. A page that
refuses machines may well be there for people: nothing is said of it.
"""

import http.client
import urllib.error
import urllib.request
from datetime import datetime, timedelta

from django.conf import settings

from privacy.policy.models import LinkCheck
from privacy.policy.public_web import open_public
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register

EVERY, AGAIN = timedelta(days=7), timedelta(days=1)
# The job runs a little earlier or later than a day after the last time.
SLACK = timedelta(hours=1)
TIMEOUT_SECONDS = 10
GONE = (404, 410)
AGENT = "Mozilla/5.0 (compatible; link check of a privacy policy)"


def links_of(register: ReleasedRegister) -> set[str]:
    """Return the addresses that the policy of a release names: of companies, and of the authority."""
    named = {
        url for vendor in register.vendors for url in (vendor.privacy_url, vendor.cookie_url, vendor.subprocessors_url)
    }
    return {url for url in named | {register.controller.authority_url} if url.startswith(("https://", "http://"))}


def check_links(now: datetime) -> int:
    """Ask what is due, forget what the policy names no more; return how many were asked. Nothing, where it is switched off."""
    register = released_register()
    if register is None or not settings.CHECK_LINKS:
        return 0
    wanted = links_of(register)
    LinkCheck.objects.exclude(url__in=wanted).delete()
    known = {check.url: check for check in LinkCheck.objects.all()}
    due = sorted(url for url in wanted if url not in known or _is_due(known[url], now))
    for url in due:
        status = status_of(url)
        values = {"checked_at": now, "status": status, "dead": _is_dead(status)}
        LinkCheck.objects.update_or_create(url=url, defaults=values)
    return len(due)


def status_of(url: str) -> int | None:
    """Return the HTTP status of a page, redirects followed; None when nobody answers, or nobody of the public internet."""
    # Of the web alone: `links_of` names no other, and `open_public` knows no other scheme.
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept": "text/html,*/*;q=0.8"})  # noqa: S310
    try:
        with open_public(request, timeout_seconds=TIMEOUT_SECONDS) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError, http.client.HTTPException):
        return None


def dead_links() -> set[str]:
    """Return the addresses that did not answer when they were last asked."""
    return set(LinkCheck.objects.filter(dead=True).values_list("url", flat=True))


def _is_due(check: LinkCheck, now: datetime) -> bool:
    return check.checked_at <= now - (AGAIN if check.dead else EVERY) + SLACK


def _is_dead(status: int | None) -> bool:
    return status is None or status in GONE or 500 <= status < 600
