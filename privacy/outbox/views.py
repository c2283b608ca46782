"""CMS screen: mail that has not gone out. Ids, kinds and ages; never an address."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import ModelPermissionPolicy

from privacy.outbox.kinds import mail_kinds
from privacy.outbox.models import OutboxMail
from privacy.outbox.selectors import waiting_or_given_up
from privacy.outbox.services import try_again

CHANGE = "privacy_outbox.change_outboxmail"


class KindColumn(Column):
    """A kind by its label, or its key when it is not known any more."""

    def get_value(self, instance: OutboxMail) -> str:
        kind = mail_kinds().get(instance.kind)
        return str(kind.label) if kind else instance.kind


class TryAgainColumn(BaseColumn):
    """A button on mails that were given up."""

    cell_template_name = "outbox/try_again_cell.html"

    def get_cell_context_data(self, instance: OutboxMail, parent_context: Any) -> dict[str, Any]:
        context = super().get_cell_context_data(instance, parent_context)
        context["may_try"] = instance.state == OutboxMail.State.GIVEN_UP and context["request"].user.has_perm(CHANGE)
        context["url"] = reverse("outbox_try_again", args=[instance.pk])
        return context


class UnsentMailView(ReportView):
    """What waits, and what was given up."""

    model = OutboxMail
    page_title = _("Outbox")
    header_icon = "mail"
    index_url_name = "outbox_unsent"
    index_results_url_name = "outbox_unsent_results"
    results_template_name = "outbox/unsent_results.html"
    permission_policy = ModelPermissionPolicy(OutboxMail)
    any_permission_required = {"view"}
    default_ordering = None
    list_export = ["pk", "kind", "language", "get_state_display", "attempts", "created_at", "not_before", "error"]
    export_headings = {"pk": _("Number"), "get_state_display": _("State")}

    def get_queryset(self) -> Any:
        return waiting_or_given_up()

    @cached_property
    def columns(self) -> list[BaseColumn]:
        return [
            Column("pk", label=_("Number")),
            KindColumn("kind", label=_("Kind")),
            Column("language", label=_("Language")),
            Column("get_state_display", label=_("State")),
            Column("attempts", label=_("Attempts")),
            DateColumn("created_at", label=_("Written")),
            Column("error", label=_("What went wrong")),
            TryAgainColumn("again", label=""),
        ]


@require_POST
def try_again_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a mail that was given up back into the queue."""
    if not request.user.has_perm(CHANGE):
        raise PermissionDenied
    try_again(mail=get_object_or_404(OutboxMail, pk=pk), now=timezone.now())
    messages.success(request, gettext("E-mail %(number)s will be tried again.") % {"number": pk})
    return redirect("outbox_unsent")
