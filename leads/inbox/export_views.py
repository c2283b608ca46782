"""Exporting messages: asked why first, then sent as it is read."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from leads.inbox.export import HEADING, Wanted, begin_export, lines_of
from leads.inbox.forms import ExportForm
from leads.inbox.models import ExportLog
from leads.inbox.permissions import EXPORT, inbox, query_of
from leads.inbox.selectors import Desk, chosen_from, count_of
from leads.inbox.tables import as_csv, as_xlsx
from leads.inbox.words import at_most
from privacy.access.selectors import purpose_titles
from privacy.cms.spreadsheets import list_separator

TYPES = {
    ExportLog.Format.CSV: "text/csv; charset=utf-8",
    ExportLog.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@inbox.screen(EXPORT)
def export_view(request: HttpRequest, desk: Desk) -> HttpResponse | StreamingHttpResponse:
    """Ask why, write it down, send the table. The file's name holds nothing but the number of the reason."""
    chosen = chosen_from(request.GET)
    posted = request.POST if request.method == "POST" else None
    wanted = Wanted(desk, chosen, posted.get("q", "") if posted else "")
    if posted is None or "ask" in posted:
        return _ask(request, wanted, ExportForm(initial={"q": wanted.text}))
    form = ExportForm(posted)
    if not form.is_valid():
        return _ask(request, wanted, form)
    log = begin_export(wanted=wanted, format=form.cleaned_data["format"], reason=form.cleaned_data["reason"])
    return _sent(wanted, log)


def _sent(wanted: Wanted, log: ExportLog) -> StreamingHttpResponse:
    lines = lines_of(wanted, log, language=translation.get_language(), zone=timezone.get_current_timezone())
    csv = log.format == ExportLog.Format.CSV
    content = as_csv(lines, separator=list_separator()) if csv else as_xlsx(lines, heading=HEADING)
    response = StreamingHttpResponse(content, content_type=TYPES[ExportLog.Format(log.format)])
    response["Content-Disposition"] = f'attachment; filename="messages-{log.pk}.{log.format}"'
    return response


def _ask(request: HttpRequest, wanted: Wanted, form: ExportForm) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "wanted": wanted,
        "count": at_most(count_of(wanted.messages)),
        "query": query_of(wanted.chosen),
        "purposes": purpose_titles(sorted(wanted.desk.purposes)).values(),
    }
    return inbox.render(request, "inbox/admin/export.html", _("Export"), **context)
