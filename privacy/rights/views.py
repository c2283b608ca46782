"""Public pages: prove that you read your address, then see, take, end or delete what we hold (R71, R72, R78, R87).

No account, no cookie, nothing from elsewhere. Tokens in addresses are random, kept as hashes, and over before long.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home.base.origin import client_address, same_origin
from privacy.keys.form_fields import read_as
from privacy.keys.normalise import country_of, phone_in_words
from privacy.register.selectors import released_register
from privacy.rights import email_verification as challenges
from privacy.rights import self_service, work
from privacy.rights.alerts import tell_arrived
from privacy.rights.forms import AddressForm, AskForm, CallForm, errors_of
from privacy.rights.models import Challenge, Right, RightsRequest
from privacy.rights.sar_archive import archive_of
from privacy.rights.services import receive
from privacy.rights.subject_access import permissions_of, sections_of

# Exempt as the door of forms is: no token, no session; the origin check stands in its place.
METHODS = ["GET", "HEAD", "POST"]


@csrf_exempt
@require_http_methods(METHODS)
@never_cache
@challenges.ATTEMPTS.guards
def start(request: HttpRequest) -> HttpResponse:
    """Explain the rights, and ask for an address to send a code to, or for a reference and a number to call."""
    if request.method != "POST":
        return _start(request)
    now = timezone.now()
    if refused := _refused(request, now):
        return refused
    if request.POST.get("action") == "call":
        return _call(request, now)
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _start(request, form=form, status=422)
    if not work.may_ask(request.POST, address=client_address(request), now=now):
        return _too_many(request)
    token = challenges.ask(email=form.cleaned_data["email"], language=_language(), now=now)
    return redirect("rights:code", token)


@require_safe
@never_cache
def new_work(request: HttpRequest) -> HttpResponse:
    """Answer a key and a puzzle for the browser; asked for on the first touch of the form (no cookie)."""
    return JsonResponse(work.new_work(now=timezone.now()))


@csrf_exempt
@require_http_methods(METHODS)
@never_cache
@challenges.ATTEMPTS.guards
def code(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the code. Every wrong one has the same answer, for known and unknown addresses alike."""
    now = timezone.now()
    if not challenges.is_asked(token, now=now):
        return _over(request)
    if request.method != "POST":
        return render(request, "rights/code.html", {"token": token, "minutes": _minutes()})
    if refused := _refused(request, now):
        return refused
    found = challenges.try_code(token, request.POST.get("code", "")[:100], now=now)
    if found is None:
        context = {"token": token, "minutes": _minutes(), "wrong": True, "tries": challenges.TRIES}
        return render(request, "rights/code.html", context, status=422)
    return redirect("rights:mine", challenges.open_token(found))


@csrf_exempt
@require_http_methods(METHODS)
@never_cache
@challenges.ATTEMPTS.guards
def link(request: HttpRequest, token: str) -> HttpResponse:
    """One large button: mail programs open links by themselves, and opening changes nothing."""
    now = timezone.now()
    if request.method != "POST":
        if not challenges.link_works(token, now=now):
            return _over(request)
        return render(request, "rights/link.html", {"token": token})
    if refused := _refused(request, now):
        return refused
    found = challenges.follow_link(token, now=now)
    return redirect("rights:mine", challenges.open_token(found)) if found else _over(request)


@csrf_exempt
@require_http_methods(METHODS)
@never_cache
@challenges.ATTEMPTS.guards
def mine(request: HttpRequest, token: str) -> HttpResponse:
    """Everything held of one person, and what they can do with it."""
    now = timezone.now()
    found = challenges.opened(token, now=now)
    if found is None:
        return _over(request)
    if request.method != "POST":
        return _mine(request, found, token)
    if refused := _refused(request, now):
        return refused
    action = _ACTIONS.get(request.POST.get("action", ""))
    return action(request, found, token, now) if action else _mine(request, found, token)


def _download(request: HttpRequest, found: Challenge, token: str, now: datetime) -> HttpResponse:
    content = archive_of(self_service.subject_ids_of(found), now=now)
    self_service.note_download(found, now=now)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="my-data.zip"'
    response["X-Robots-Tag"] = "noindex"
    return response


def _end_permission(request: HttpRequest, found: Challenge, token: str, now: datetime) -> HttpResponse:
    event = request.POST.get("event", "")
    ended = event.isdecimal() and len(event) < 18 and self_service.end_permission(found, event_id=int(event), now=now)
    return _mine(request, found, token, ended=True if ended else None)


def _ask(request: HttpRequest, found: Challenge, token: str, now: datetime) -> HttpResponse:
    form = AskForm(request.POST)
    if not form.is_valid():
        return _mine(request, found, token, form=form, errors=errors_of(form), status=422)
    asked = self_service.ask_staff(found, now=now, **form.cleaned_data)
    tell_arrived(request=asked.first or asked, now=now)
    return _mine(request, found, token, asked=asked)


def _erase(request: HttpRequest, found: Challenge, token: str, now: datetime) -> HttpResponse:
    """Ask once more, then delete. The page ends with it: there is nothing left to show."""
    if request.POST.get("sure") != "yes":
        return render(request, "rights/erase.html", {"token": token, "sections": _sections(found)})
    done = self_service.delete_everything(found, now=now)
    challenges.end(found, now=now)
    return render(request, "rights/done.html", {"request_done": done, "register": released_register()})


def _finish(request: HttpRequest, found: Challenge, token: str, now: datetime) -> HttpResponse:
    challenges.end(found, now=now)
    return render(request, "rights/done.html", {})


_ACTIONS = {"download": _download, "end": _end_permission, "ask": _ask, "erase": _erase, "finish": _finish}


def _call(request: HttpRequest, now: datetime) -> HttpResponse:
    """Note a request of somebody without an address: also one whose code nobody knows, for whoever calls them to sort out.

    So nothing is lost to a slip of the pen, and the answer tells nobody whether we hold a message with that code.
    """
    form = CallForm(request.POST)
    if not form.is_valid():
        return _start(request, call=form, status=422)
    if not work.may_ask(request.POST, address=client_address(request), now=now):
        return _too_many(request)
    values = form.cleaned_data
    asked = receive(
        right=values["right"],
        channel=RightsRequest.Channel.WEBSITE,
        language=_language(),
        now=now,
        phone=values["phone"],
        given_code=values["reference"],
    )
    tell_arrived(request=asked.first or asked, now=now)
    return render(request, "rights/called.html", {"phone": phone_in_words(values["phone"])})


def _mine(request: HttpRequest, found: Challenge, token: str, *, status: int = 200, **context: Any) -> HttpResponse:
    ids = self_service.subject_ids_of(found)
    return render(
        request,
        "rights/mine.html",
        {
            "token": token,
            "email": found.email,
            "sections": sections_of(ids),
            "permissions": permissions_of(ids),
            "rights": [(right.value, right.label) for right in self_service.NEEDS_STAFF],
            "minutes": int(challenges.OPEN_FOR.total_seconds() // 60),
            **context,
        },
        status=status,
    )


def _sections(found: Challenge) -> list[Any]:
    return sections_of(self_service.subject_ids_of(found), limit=1)


def _start(
    request: HttpRequest, *, form: AddressForm | None = None, call: CallForm | None = None, status: int = 200
) -> HttpResponse:
    bad = form or call
    context = {
        "register": released_register(),
        "form": form,
        "call": call,
        "errors": errors_of(bad) if bad else [],
        "rights": Right.choices,
        "minutes": _minutes(),
        "read_as": read_as(country_of(_language())),
    }
    return render(request, "rights/start.html", context, status=status)


def _refused(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """Return the answer to a post from elsewhere, one that cannot be read, or one too many; else None."""
    try:
        readable = request.POST is not None
    except UnreadablePostError:
        readable = False
    if not readable or not same_origin(request):
        return render(request, "rights/foreign.html", {}, status=403)
    if challenges.ATTEMPTS.allows(client_address(request), now=now):
        return None
    return _too_many(request)


def _too_many(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(int(challenges.ATTEMPTS.window.total_seconds()))
    return response


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "rights/over.html", {}, status=404)


def _language() -> str:
    return str(get_language())


def _minutes() -> int:
    return int(challenges.LASTS.total_seconds() // 60)
