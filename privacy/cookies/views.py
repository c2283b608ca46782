"""The cookie page, and the door through which every choice comes in."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from home.base.origin import client_address, same_origin
from privacy.cookies.cookie import StoredChoice, delete_own_cookies, read_choice, write_choice
from privacy.cookies.document import NAME
from privacy.cookies.forms import JSON, Answer, AnswerRefused, read_answer, read_payload, release_asked
from privacy.cookies.gpc import heed
from privacy.cookies.models import ConsentRecord
from privacy.cookies.selectors import Offer, current_offer
from privacy.cookies.services import CHOICES, Recorded, record_choice
from privacy.register.documents import released_document
from privacy.register.selectors import current_release, release_by_number


@require_safe
def cookie_page(request: HttpRequest) -> HttpResponse:
    """Explain, let choose without JavaScript, list every cookie (C11, C18); the same bytes for everyone (C5)."""
    document = released_document(NAME, get_language() or settings.LANGUAGE_CODE)
    return render(request, "cookies/page.html", {"offer": current_offer(), "document": document})


# Exempt: public pages carry no token. The origin check stands in its place; no session or login is used here.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@CHOICES.guards
def choice(request: HttpRequest) -> HttpResponse:
    """Take an answer, keep its record, set the consent cookie; anything else is a 4xx and grants nothing.

    What comes from one connection beyond the limit is obeyed in its browser, which is told that no record was kept.
    """
    if request.method != "POST":
        return redirect("cookies:page")
    try:
        response = _take(request, now=timezone.now())
    except AnswerRefused as refused:
        response = _say(request, refused)
    add_never_cache_headers(response)
    return response


def _take(request: HttpRequest, *, now: datetime) -> HttpResponse:
    if not same_origin(request):
        raise AnswerRefused(403, _("This choice did not come from our own site, so nothing was saved."))
    payload = read_payload(request)
    current = current_release()
    if current is None:
        raise AnswerRefused(409, _("There is nothing to choose at the moment, so nothing was saved."))
    number = release_asked(payload, current=current.number)
    released = current if number == current.number else release_by_number(number)
    offer = Offer(released.in_language(get_language() or ""))
    answer = heed(request, payload, read_answer(payload, offer))
    before = read_choice(request, offer, now=now)
    recorded = record_choice(
        answer=answer,
        offer=offer,
        site=request.get_host(),
        # The script has put the new choice in the cookie already, and says which one it replaces.
        previous=answer.previous or before.record_id,
        until=before.until,
        may_keep=CHOICES.allows(client_address(request), now=now),
        now=now,
    )
    return _answer(request, offer, answer, before, recorded, now)


def _answer(
    request: HttpRequest, offer: Offer, answer: Answer, before: StoredChoice, recorded: Recorded, now: datetime
) -> HttpResponse:
    if request.content_type == JSON:
        response: HttpResponse = JsonResponse({"id": recorded.record_id})
    else:
        response = HttpResponseRedirect("../saved/", status=303)
    if not recorded.superseded:
        stored = _stored(answer, before, recorded, offer.release, now)
        write_choice(response, stored, now=now)
        delete_own_cookies(request, response, offer, allowed=stored.allowed)
        if not stored.allowed and request.content_type != JSON and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            # No script is there to empty it; a member of staff keeps what the CMS remembers.
            response["Clear-Site-Data"] = '"storage"'
    return response


def _stored(answer: Answer, before: StoredChoice, recorded: Recorded, release: int, now: datetime) -> StoredChoice:
    stamp = now.isoformat()
    vendors = dict.fromkeys(sorted(answer.vendors), release)
    groups = {key: stamp if allowed else "-1" for key, allowed in answer.groups.items()}
    if answer.method == ConsentRecord.Method.EMBED:
        # A company on its own: what was said about groups stays, with the release it was said on.
        groups, vendors = before.groups, {**before.vendors, **vendors}
        release = before.release if groups else release
    elif answer.again:
        # Nobody was asked about the companies allowed alone.
        vendors = {key: before.vendors.get(key, number) for key, number in vendors.items()}
    return StoredChoice(groups, vendors, release, recorded.record_id, recorded.valid_until)


def _say(request: HttpRequest, refused: AnswerRefused) -> HttpResponse:
    if request.content_type == JSON:
        return JsonResponse({"error": str(refused)}, status=refused.status)
    return render(request, "cookies/refused.html", {"message": str(refused)}, status=refused.status)
