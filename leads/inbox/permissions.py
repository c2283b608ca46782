"""Who may open the inbox: having the role is one thing, being authorised for a purpose another (R65, R67)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.inbox.kinds import elsewhere
from leads.inbox.selectors import Chosen, Desk, desk_of
from leads.submissions.models import Submission, SubmissionNote
from privacy.access.desk import AuthorisedDesk
from privacy.access.selectors import whom_to_ask
from privacy.ledger.selectors import is_restricted

VIEW, CHANGE = "leads_submissions.view_submission", "leads_submissions.change_submission"
EXPORT = "leads_submissions.export_submission"


class Inbox(AuthorisedDesk):
    """The desk of messages. Its views get the person's `desk`: for which purposes they read, and when that was asked."""

    title = gettext_lazy("Inbox")
    icon = "mail"
    namespace = "inbox"
    permission = VIEW
    model = Submission
    promise = gettext_lazy(
        "Messages hold personal data. The privacy policy promises that only trained and authorised people open them, "
        "each for the purposes their work needs; administrators are no exception."
    )

    def records(self) -> QuerySet[Submission]:
        people = ("subject", "team", "assigned_to", "claimed_by")
        related = ("form_version", "terms_version", "merged_into", "data_request__request", *people)
        return Submission.objects.select_related(*related)

    def given(self, request: HttpRequest, record: Submission | None, now: datetime) -> dict[str, Any]:
        return {"desk": desk_at(request)}

    def readable(self, request: HttpRequest, now: datetime) -> Collection[str]:
        return desk_at(request).purposes

    def stopped(
        self,
        request: HttpRequest,
        record: Submission | None,
        permissions: tuple[str, ...],
        now: datetime,
        *,
        pk: int | None = None,
    ) -> HttpResponse | None:
        """Keep out who reads no purpose, whose use was restricted, and who would work on what is worked on elsewhere."""
        if record is None:
            if self.readable(request, now):
                return None
            why = _("You are not authorised for any purpose yet. Ask a privacy officer to authorise you.")
            return self.explain(request, why)
        if answer := super().stopped(request, record, permissions, now, pk=pk):
            return answer
        if is_restricted(record.subject, record.received_at):
            self.log(request.user, "refused", record, now)
            why = _("The person had the use of this restricted (GDPR Art. 18). A privacy officer knows more.")
            return self.explain(request, why)
        return self._sent_on(request, record) if CHANGE in permissions else None

    def _sent_on(self, request: HttpRequest, message: Submission) -> HttpResponse | None:
        other = elsewhere(message)
        if other is None:
            return None
        if not request.user.has_perm(other.permission):
            return self.explain(request, f"{other.label} {whom_to_ask()}")
        messages.info(request, other.label)
        return redirect(other.url)


inbox = Inbox()


def desk_at(request: HttpRequest) -> Desk:
    """Return the desk of whoever asks; read once a request, for the menu asks as well."""
    if not hasattr(request, "inbox_desk"):
        request.inbox_desk = desk_of(request.user, timezone.now())  # type: ignore[attr-defined]
    return request.inbox_desk  # type: ignore[attr-defined]


def whole_message(pk: int) -> Submission:
    """Return a message with what its screen shows; 404 when it is not there."""
    return get_object_or_404(inbox.records(), pk=pk)


def query_of(chosen: Chosen, **more: Any) -> str:
    """Return the part of an address that names a list, with its question mark; empty for the first list."""
    parameters = {**chosen.parameters, **more}
    return f"?{urlencode(parameters)}" if parameters else ""


def just_done(request: HttpRequest) -> SubmissionNote | None:
    """Return what this person did a moment ago, to be told and perhaps taken back; None once more was done since."""
    done = request.GET.get("done", "")
    if not done.isdecimal() or len(done) > 18:
        return None
    notes = SubmissionNote.objects.select_related("submission")
    last = {"revision": F("submission__revision"), "undone_at": None}
    return notes.filter(pk=int(done), author=request.user.pk, **last).first()
