"""The masked copy of an identity document on the desk: shown to its handler alone, until the decision (R79–R81)."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy.rights import id_documents
from privacy.rights.desk_forms import JudgeForm
from privacy.rights.permissions import CHANGE, head, needs, request_of
from privacy.rights.steps import NotPossible


@needs(CHANGE)
def identity_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The masked copy and the question what it shows, for whoever handles it; it is destroyed with the answer."""
    asked = request_of(pk)
    copy = id_documents.waiting_copy(asked)
    if copy is None or copy.state != id_documents.CopyState.RECEIVED:
        messages.info(request, _("No copy is here."))
        return redirect("rights_desk:request", asked.pk)
    form = JudgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            id_documents.judge(request=asked, by=request.user, now=now, **form.cleaned_data)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Decided. The copy is destroyed."))
            return redirect("rights_desk:request", asked.pk)
    context = {
        **head(asked.reference, _("Masked copy")),
        "asked": asked,
        "copy": copy,
        "mine": copy.handler_id == request.user.pk,
        "form": form,
    }
    return render(request, "rights/admin/identity.html", context, status=422 if form.errors else 200)


@require_safe
@needs(CHANGE)
def identity_picture_view(request: HttpRequest, pk: int, now: datetime) -> HttpResponse:
    """The picture itself, shown in the page and kept by no browser; 403 for anybody but who handles it."""
    copy = id_documents.waiting_copy(request_of(pk))
    try:
        if copy is None:
            raise Http404
        content, kind = id_documents.picture_of(copy, by=request.user, now=now)
    except NotPossible as error:
        return HttpResponseForbidden(str(error), content_type="text/plain; charset=utf-8")
    except id_documents.Gone as error:
        raise Http404 from error
    response = HttpResponse(content, content_type=kind)
    response["X-Content-Type-Options"] = "nosniff"
    response._csp_exempt = True  # type: ignore[attr-defined]
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
