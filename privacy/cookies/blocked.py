"""What the content security policy stopped in visitors' browsers: host and page, and nothing of the visitor (P4)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

from django.core.cache import cache
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from home.base.origin import client_address
from privacy.cookies.models import BlockedLoad, NumberCounter
from privacy.cookies.scanner.addresses import live_pages
from privacy.keys.counting import Limit

MAX_BYTES, MOST_A_REPORT = 16_384, 5
REPORTS = Limit(NumberCounter, "blocked", 20, timedelta(days=1))
KEPT = timedelta(days=30)
# More are nobody's mistake in a page: somebody is making them up. At twenty a day it takes one connection ten days to
# fill the list, and what browsers really meet is seen again before that.
MOST_KEPT, MOST_A_HOST = 200, 20
PAGES_KEY, PAGES_SECONDS = "cookies:pages", 300
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class Blocked:
    """Something that a page tried to load from another host, and its policy did not let it."""

    host: str
    kind: str
    page: str


# allowed forgery: browsers report by themselves, without a token; it changes nothing but a list that officers read.
@csrf_exempt
@require_POST
@REPORTS.guards
def report(request: HttpRequest) -> HttpResponse:
    """Take a browser's report; whatever is wrong with it, the answer is the same and empty."""
    now = timezone.now()
    found = [] if _too_large(request) else list(read_report(request))[:MOST_A_REPORT]
    keep([one for one in found if REPORTS.allows(client_address(request), now=now)], now=now)
    return HttpResponse(status=204)


def _too_large(request: HttpRequest) -> bool:
    length = request.headers.get("Content-Length", "")
    return not length.isdecimal() or len(length) > len(str(MAX_BYTES)) or int(length) > MAX_BYTES


def read_report(request: HttpRequest) -> Iterator[Blocked]:
    """Yield what a report names: a host that is not ours, and a page of ours without what may be personal in it.

    `report-uri` sends one object, the Reporting API a list (CSP Level 3). What an extension of the browser puts into
    a page has no host, and is left out.
    """
    try:
        values = json.loads(request.body)
    except (ValueError, RecursionError, UnreadablePostError):
        return
    for one in values if isinstance(values, list) else [values]:
        body = (one.get("csp-report") or one.get("body")) if isinstance(one, dict) else None
        if not isinstance(body, dict):
            continue
        host = _other_host(_text(body, "blocked-uri", "blockedURL"), request.get_host())
        page = _page(_text(body, "document-uri", "documentURL"), request.get_host())
        kind = _text(body, "effective-directive", "effectiveDirective", "violated-directive").partition(" ")[0]
        if host and page and re.fullmatch("[a-z-]{1,30}", kind):
            yield Blocked(host, kind, page)


def _text(body: dict[str, Any], *names: str) -> str:
    return next((body[name] for name in names if isinstance(body.get(name), str)), "")


def _parts(address: str) -> tuple[str, str, str]:
    """Return scheme, host and path of an address; empty for what is none."""
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.netloc.lower(), parts.path
    except ValueError:
        return "", "", ""


def _other_host(address: str, own: str) -> str:
    scheme, netloc, _path = _parts(address)
    host = netloc.rpartition("@")[2].partition(":")[0]
    return host if scheme in ("http", "https", "ws", "wss") and netloc != own and _HOST.fullmatch(host) else ""


def _page(address: str, own: str) -> str:
    """Return a live page by its path, another view by its pattern: no token, code or name that stands in an address."""
    _scheme, netloc, path = _parts(address)
    if netloc != own:
        return ""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if match.url_name != "wagtail_serve":
        return f"/{match.route}"[:255]
    return path if path in _live_paths() else ""


def _live_paths() -> frozenset[str]:
    found = cache.get_or_set(PAGES_KEY, lambda: frozenset(page.path for page in live_pages()), PAGES_SECONDS)
    return cast("frozenset[str]", found)


def keep(found: list[Blocked], *, now: datetime) -> None:
    """Count what was blocked; what was not seen for thirty days goes.

    Of one host `MOST_A_HOST` rows are kept, of all together `MOST_KEPT`. Where there is no room, what was last seen
    longest ago goes: how often a row was counted buys it nothing, so nobody can keep a new one out.
    """
    if found:
        BlockedLoad.objects.filter(last_seen__lt=now - KEPT).delete()
    for one in found:
        same = BlockedLoad.objects.filter(host=one.host, kind=one.kind, page=one.page)
        if not same.update(count=F("count") + 1, last_seen=now):
            _make_room(one.host)
            row = BlockedLoad(host=one.host, kind=one.kind, page=one.page, first_seen=now, last_seen=now)
            BlockedLoad.objects.bulk_create([row], ignore_conflicts=True)


def _make_room(host: str) -> None:
    """Leave room for one more row of a host."""
    newest = BlockedLoad.objects.order_by("-last_seen", "-pk").values_list("pk", flat=True)
    of_host = list(newest.filter(host=host)[MOST_A_HOST - 1 :])
    BlockedLoad.objects.filter(pk__in=of_host).delete()
    BlockedLoad.objects.filter(pk__in=list(newest[MOST_KEPT - 1 :])).delete()


def is_full() -> bool:
    """Tell whether there is no room for more: what was last seen longest ago has to go."""
    return BlockedLoad.objects.count() >= MOST_KEPT
