"""A file of a message, handed to those who may read the message: always as a download, never shown by the browser."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from leads.inbox.permissions import VIEW, inbox
from leads.inbox.selectors import Desk
from leads.submissions.models import Submission, Upload
from leads.submissions.uploads.services import content_of
from privacy.access.services import log_access
from privacy.files.served import keep


@require_safe
@inbox.screen(VIEW)
def file_view(request: HttpRequest, message: Submission, public_id: str, desk: Desk) -> HttpResponse:
    """Hand over one file of a message; that it was opened is written down."""
    return file_response(request, message, public_id, now=desk.now)


def file_response(request: HttpRequest, message: Submission, public_id: str, *, now: datetime) -> HttpResponse:
    """Return a file of a message that somebody may read, as a download; 404 when there is none."""
    upload = get_object_or_404(Upload, public_id=public_id, submission=message)
    try:
        content = content_of(upload)
    except FileNotFoundError as error:
        raise Http404 from error
    log_access(request.user, "read", Upload, upload.pk, message.purpose_key, now)
    response = HttpResponse(content, content_type=upload.content_type)
    keep(response, upload.name)
    return response
