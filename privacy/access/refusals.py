"""That somebody who is signed in was refused a screen of the CMS, as a line of the log (ASVS 16.3.2).

Wagtail sends who lacks a permission back to the first screen, with a message to them and no word to anybody else. Refusals of
records for want of an authorisation stand in the access log as well.
"""

import logging
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from home.base.middleware import CMS_PATHS

logger = logging.getLogger(__name__)


def log_refusals(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Write down the account by its number and the address by its pattern: neither holds what a record says."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        found = request.resolver_match
        if (
            found
            and request.path.startswith(CMS_PATHS)
            and request.user.is_authenticated
            and _refused(request, response)
        ):
            logger.warning("account %s was refused %s %s", request.user.pk, request.method, found.route)
        return response

    return middleware


def _refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether an answer says no: a 403, or the way back to the first screen with an error waiting there."""
    if response.status_code != 302 or response.headers["Location"] != reverse("wagtailadmin_home"):
        return response.status_code == 403
    told = getattr(messages.get_messages(request), "_queued_messages", ())
    return any(message.level >= messages.ERROR for message in told)
