"""The receipt of a choice: in the browser that keeps it, and by its number from any other (C26).

No number ever stands in an address, a log or a cache: it is read from this browser's cookie, or from the body of a post.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home.base.origin import client_address, same_origin
from privacy.cookies.cookie import (
    StoredChoice,
    delete_own_cookies,
    read_choice,
    read_record_id,
    what_must_go,
    write_choice,
)
from privacy.cookies.forms import FORM, MAX_BYTES
from privacy.cookies.receipt_json import receipt_document
from privacy.cookies.receipts import Receipt, chain_from, valid_receipt, withdrawn_beginnings
from privacy.cookies.selectors import current_offer
from privacy.cookies.withdrawal import TRIES, Withdrawn, withdraw

FILE_NAME = "cookie-receipt.json"
WITHDRAWN_SECONDS = 3600


@require_safe
@never_cache
def saved(request: HttpRequest) -> HttpResponse:
    """Show the visitor the receipt of the choice that their browser carries, or hand it out with `?format=json`."""
    now = timezone.now()
    offer = current_offer()
    choice = read_choice(request, offer, now=now) if offer else StoredChoice()
    receipt = valid_receipt(choice.record_id, now=now)
    if request.GET.get("format") == "json":
        return _download(receipt) if receipt else redirect("cookies:saved")
    left = what_must_go(request, offer, allowed=choice.allowed) if offer and choice.groups else []
    unrecorded = bool(choice.groups or choice.vendors) and choice.record_id is None
    context = {"offer": offer, "choice": choice, "unrecorded": unrecorded, "receipt": receipt, "left": left}
    return render(request, "cookies/saved.html", context)


# Exempt as the door of choices is: no token, no session; the origin check stands in its place.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@TRIES.guards
def by_number(request: HttpRequest) -> HttpResponse:
    """Ask for a number; show, hand out or withdraw the choice that has it. Every wrong number has the same answer."""
    if request.method != "POST":
        return _page(request)
    now = timezone.now()
    if not same_origin(request):
        return _foreign(request)
    if not TRIES.allows(client_address(request), now=now):
        return _too_many(request)
    record_id, action = _read(request)
    receipt = valid_receipt(record_id, now=now)
    if receipt is None:
        return _page(request, status=404, unknown=True)
    if action == "download":
        return _download(receipt)
    if action == "withdraw":
        return _withdraw(request, receipt, now)
    return _page(request, receipt=receipt, can_be_withdrawn=receipt.can_be_withdrawn(now))


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """Tell every browser the same: the beginnings of the numbers withdrawn. Each compares its own; nobody learns which."""
    response = JsonResponse(
        withdrawn_beginnings(now=timezone.now()), safe=False, json_dumps_params={"separators": (",", ":")}
    )
    patch_cache_control(response, public=True, max_age=WITHDRAWN_SECONDS)
    response["X-Robots-Tag"] = "noindex"
    return response


def _read(request: HttpRequest) -> tuple[UUID | None, str]:
    """Return the number and what to do with it; no number for whatever cannot be read."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
        if length > MAX_BYTES or request.content_type != FORM:
            return None, ""
        posted = request.POST
    except (ValueError, UnreadablePostError):
        return None, ""
    # As people copy it: with blanks around or in it, perhaps in capitals.
    return read_record_id("".join(posted.get("number", "").split()).lower()), posted.get("action", "show")


def _withdraw(request: HttpRequest, receipt: Receipt, now: datetime) -> HttpResponse:
    followed = receipt.chain.followed
    done = withdraw(chain=receipt.chain, site=request.get_host(), now=now)
    if done.records:
        receipt = Receipt(receipt.record, receipt.offer, chain_from(receipt.record.pk))
    response = _page(request, receipt=receipt, done=done, was_followed=followed)
    _refuse_here(request, response, done, now)
    return response


def _refuse_here(request: HttpRequest, response: HttpResponse, done: Withdrawn, now: datetime) -> None:
    """Where the browser itself carries the choice that was withdrawn, its cookie says so at once."""
    offer = current_offer()
    if offer is None:
        return
    ended = done.records.get(read_choice(request, offer, now=now).record_id)  # type: ignore[arg-type]
    if ended:
        groups = dict.fromkeys(offer.keys, "-1")
        refused = StoredChoice(groups, release=offer.release, record_id=ended.pk, until=ended.valid_until)
        write_choice(response, refused, now=now)
        delete_own_cookies(request, response, offer, allowed=frozenset())


def _page(request: HttpRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "cookies/receipt.html", {"offer": current_offer(), **context}, status=status)


def _download(receipt: Receipt) -> HttpResponse:
    response = JsonResponse(receipt_document(receipt), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _foreign(request: HttpRequest) -> HttpResponse:
    message = _("This number did not come from our own site, so nothing was done.")
    return render(request, "cookies/refused.html", {"message": message}, status=403)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(int(TRIES.window.total_seconds()))
    return response
