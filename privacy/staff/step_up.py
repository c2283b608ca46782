"""A code once more before what an unlocked desk must not do: export, authorise, erase, disclose, change accounts (R94).

There is no list of doors: what is written down as one of these asks (`privacy.access.services.NEEDS_CODE`), and the answer is
this page. It holds what was typed, so that nothing is lost; with the code the same request goes on. So it does where nobody did
anything for half an hour (ASVS 5.0 7.3.1): the session is shut, and what somebody was writing goes on once they are back.
"""

import time
from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from privacy.access.selectors import cms_language
from privacy.staff import second_factor
from privacy.staff.login import ConfirmByCodeForm

FRESH_FOR = timedelta(minutes=5)
PREFIX = "step_up"
# When somebody last did something in this session; noted once a minute at most.
SEEN, NOTED_EVERY = "seen_in_cms", 60
CODE, WAS_GET = f"{PREFIX}-code", f"{PREFIX}-get"


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether a code was given in this session within the last minutes; always where none is asked for at all."""
    if not second_factor.required():
        return True
    since = time.time() - FRESH_FOR.total_seconds()
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" and record.get("at", 0) > since for record in records)


def is_idle(request: HttpRequest) -> bool:
    """Tell whether nobody did anything in this session for SESSION_IDLE_MINUTES, and no code was given since."""
    if not second_factor.required():
        return False
    seen = request.session.get(SEEN)
    return seen is not None and time.time() - seen > settings.SESSION_IDLE_MINUTES * 60 and not is_fresh(request)


def note_seen(request: HttpRequest) -> None:
    """Note that somebody does something now."""
    if second_factor.required() and time.time() - request.session.get(SEEN, 0) > NOTED_EVERY:
        request.session[SEEN] = time.time()


def ask(request: HttpRequest, form: ConfirmByCodeForm | None = None) -> HttpResponse:
    """Return the page that asks for the code, with everything that was sent."""
    was_get = request.method != "POST" or WAS_GET in request.POST
    context = {
        "kept": [(name, value) for name, values in _typed(request).lists() for value in values],
        "was_get": WAS_GET if was_get else "",
        "minutes": int(FRESH_FOR.total_seconds() // 60),
        "files": bool(request.FILES),
        "idle_minutes": settings.SESSION_IDLE_MINUTES if is_idle(request) else 0,
    }
    # Wagtail speaks the person's language inside its own views only.
    with translation.override(cms_language(request.user)):
        form = form or ConfirmByCodeForm(user=request.user, prefix=PREFIX)
        answer = render(request, "staff/step_up.html", {**context, "form": form}, status=403)
    add_never_cache_headers(answer)
    return answer


def resume(request: HttpRequest) -> HttpResponse | None:
    """Judge the code that came with a request. None lets it go on as it was; else the page again, or the way to what was asked."""
    form = ConfirmByCodeForm(request.POST, user=request.user, prefix=PREFIX)
    if not form.is_valid():
        return ask(request, form)
    form.save()
    if WAS_GET in request.POST:
        return redirect(request.get_full_path())
    request.POST = _typed(request)  # type: ignore[assignment]
    return None


def _typed(request: HttpRequest) -> QueryDict:
    """Return what was sent without what belongs to this page."""
    typed: Any = request.POST.copy()
    for name in (CODE, WAS_GET, "csrfmiddlewaretoken"):
        typed.pop(name, None)
    return typed
