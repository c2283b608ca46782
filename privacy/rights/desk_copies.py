"""The masked copy of an identity document on the desk: shown to its handler alone, until the decision (R79–R81)."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy.files.served import inert
from privacy.rights import id_documents
from privacy.rights.desk_forms import JudgeForm
from privacy.rights.models import RightsRequest
from privacy.rights.permissions import CHANGE, requests
from privacy.rights.steps import NotPossible


@requests.screen(CHANGE)
def identity_view(request: HttpRequest, asked: RightsRequest, now: datetime) -> HttpResponse:
    """The masked copy and the question what it shows, for whoever handles it; it is destroyed with the answer."""
    copy = id_documents.waiting_copy(asked)
    if copy is None or copy.state != id_documents.CopyState.RECEIVED:
        messages.info(request, _("No copy is here."))
        return requests.to(asked)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            id_documents.judge(request=asked, by=request.user, now=now, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The copy is destroyed."))
            return requests.to(asked)
    labels, mine = (asked.reference, _("Masked copy")), copy.handler_id == request.user.pk
    return requests.render(request, "rights/admin/identity.html", *labels, asked=asked, copy=copy, mine=mine, form=form)


@require_safe
@requests.screen(CHANGE)
def identity_picture_view(request: HttpRequest, asked: RightsRequest, now: datetime) -> HttpResponse:
    """The picture itself, shown in the page and kept by no browser; 403 for anybody but who handles it."""
    copy = id_documents.waiting_copy(asked)
    try:
        if copy is None:
            raise Http404
        content, kind = id_documents.picture_of(copy, by=request.user, now=now)
    except NotPossible as error:
        return HttpResponseForbidden(str(error), content_type="text/plain; charset=utf-8")
    except id_documents.Gone as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=kind)
    inert(response)
    return response
