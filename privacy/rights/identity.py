"""The public page that takes a masked copy of an identity document: by its link alone, once (policy §6; R79).

With JavaScript the page blacks out on the person's own device and sends only the result. Without, the person covers the
document before taking the photo, and says so.
"""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from home.base.origin import client_address, same_origin
from privacy.files.arriving import LimitEachFile, LimitTogether, OnlyInMemory
from privacy.files.refused import Refused
from privacy.register.selectors import released_register
from privacy.rights import email_verification as challenges
from privacy.rights import id_documents
from privacy.rights.models import IdentityCopy

FIELD = "copy"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@challenges.ATTEMPTS.guards
def identity(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page, or keep what was sent. A link that is over, used or not needed any more says so."""
    now = timezone.now()
    copy = id_documents.wanted(token, now=now)
    if copy is None:
        return render(request, "rights/identity_over.html", {}, status=404)
    if request.method != "POST":
        return _page(request, copy, token)
    limit = LimitTogether()
    # What is not masked must never lie on a disk in clear, not even for a moment.
    request.upload_handlers = [limit, OnlyInMemory()]
    if not _readable(request) or not same_origin(request):
        return render(request, "rights/foreign.html", {}, status=403)
    if not challenges.ATTEMPTS.allows(client_address(request), now=now):
        response = render(request, "429.html", status=429)
        response["Retry-After"] = str(int(challenges.ATTEMPTS.window.total_seconds()))
        return response
    errors = _errors(request, limit)
    if not errors:
        try:
            return _kept(request, copy)
        except Refused as refused:
            errors = [{"field": FIELD, "message": refused.reason}]
    return _page(request, copy, token, errors=errors, status=422)


def _readable(request: HttpRequest) -> bool:
    try:
        return request.POST is not None
    except (UnreadablePostError, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        return False


def _errors(request: HttpRequest, limit: LimitEachFile) -> list[dict[str, str]]:
    """Return field and sentence of everything that is wrong."""
    found = []
    if limit.too_large:
        size = filesizeformat(settings.UPLOAD_MAX_BYTES)
        found.append({"field": FIELD, "message": _("A file may have %(size)s at most.") % {"size": size}})
    elif FIELD not in request.FILES:
        found.append({"field": FIELD, "message": _("Choose the photo of your document.")})
    if not request.POST.get("in_browser") and not request.POST.get("covered"):
        found.append({"field": "covered", "message": _("Cover what is listed, then tick that you did.")})
    return found


def _kept(request: HttpRequest, copy: IdentityCopy) -> HttpResponse:
    """Raises Refused when it is no picture."""
    content = request.FILES[FIELD].read()  # type: ignore[union-attr]
    in_browser = bool(request.POST.get("in_browser"))
    if not id_documents.receive_copy(copy, content=content, in_browser=in_browser, now=timezone.now()):
        return render(request, "rights/identity_over.html", {}, status=404)
    return render(request, "rights/identity_sent.html", {"reference": copy.request.reference})


def _page(request: HttpRequest, copy: IdentityCopy, token: str, *, status: int = 200, **context: Any) -> HttpResponse:
    register = released_register()
    stamp = _("Copy for %(company)s, request %(reference)s, %(day)s") % {
        "company": register.controller.public_name if register else "",
        "reference": copy.request.reference,
        "day": timezone.localdate().isoformat(),
    }
    return render(request, "rights/identity.html", {"token": token, "stamp": stamp, **context}, status=status)
