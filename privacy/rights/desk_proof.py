"""What somebody was told and agreed to, word for word, on one screen (Art. 5(2), 7(1))."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy.access.services import log_access
from privacy.ledger.models import LedgerEvent
from privacy.personal_data.look_up import look_up
from privacy.personal_data.look_up_forms import WhoForm
from privacy.rights.models import RightsRequest
from privacy.rights.permissions import VIEW, requests
from privacy.rights.proof import proof_of
from privacy.rights.steps import PURPOSE, subjects_of

# Whose it seems to be, by what they were found, and their subjects.
Person = tuple[str, str, list[int]]


@requests.screen(VIEW)
def proof_view(request: HttpRequest, now: datetime) -> HttpResponse:
    """What somebody was told and agreed to, word for word; who it is stands in no address and is kept nowhere."""
    form = WhoForm(request.POST or None)
    people: list[Person] = []
    if request.method == "POST" and form.is_valid():
        people = [(entry.words, entry.how, [entry.subject_id]) for entry in look_up(form.cleaned_data["value"])]
        if not people:
            form.add_error("value", _("Nothing is held of anybody known by this."))
    return _proof(request, people, now, form=form, label=_("Proof"))


@require_safe
@requests.screen(VIEW)
def request_proof_view(request: HttpRequest, asked: RightsRequest, now: datetime) -> HttpResponse:
    """The same of whoever a request is about."""
    return _proof(request, [("", "", subjects_of(asked))], now, label=asked.reference, asked=asked)


def _proof(request: HttpRequest, people: list[Person], now: datetime, *, label: str, **context: Any) -> HttpResponse:
    """Answer with the proof of each person under whose it seems to be."""
    for _who, _how, subject_ids in people:
        for subject_id in subject_ids:
            log_access(request.user, "read", LedgerEvent, subject_id, PURPOSE, now)
    context["header_title"] = _("Proof of what people were told and agreed to")
    proof: dict[str, Any] = {"people": [(who, how, proof_of(subject_ids)) for who, how, subject_ids in people]}
    return requests.render(request, "rights/admin/proof.html", label, **proof, **context)
