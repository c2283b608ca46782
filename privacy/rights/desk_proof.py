"""What somebody was told and agreed to, word for word, on one screen (Art. 5(2), 7(1))."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy.access.services import log_access
from privacy.ledger.models import LedgerEvent
from privacy.retention.holds_desk import WhoForm
from privacy.retention.people import find_person
from privacy.rights.models import RightsRequest
from privacy.rights.permissions import VIEW, requests
from privacy.rights.proof import proof_of
from privacy.rights.steps import PURPOSE, subjects_of


@requests.screen(VIEW)
def proof_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What somebody was told and agreed to, word for word; who it is stands in no address and is kept nowhere."""
    form = WhoForm(request.POST or None)
    known: list[int] = []
    if request.method == "POST" and form.is_valid():
        known = find_person(**form.cleaned_data)
        if not known:
            form.add_error("value", _("Nothing is held of anybody known by this."))
    return _proof(request, known, now, form=form, label=_("Proof"))


@require_safe
@requests.screen(VIEW)
def request_proof_view(request: HttpRequest, asked: RightsRequest, now: datetime) -> HttpResponse:
    """The same of whoever a request is about."""
    return _proof(request, subjects_of(asked), now, label=asked.reference, asked=asked)


def _proof(request: HttpRequest, subject_ids: list[int], now: datetime, *, label: str, **context: Any) -> HttpResponse:
    for subject_id in subject_ids:
        log_access(request.user, "read", LedgerEvent, subject_id, PURPOSE, now)
    context["header_title"] = _("Proof of what people were told and agreed to")
    proof: dict[str, Any] = {"chains": proof_of(subject_ids), "looked": bool(subject_ids)}
    return requests.render(request, "rights/admin/proof.html", label, **proof, **context)
