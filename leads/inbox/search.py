"""Find messages by the exact e-mail address, phone number or reference code. What is asked for is kept nowhere."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from leads.inbox.selectors import SHOWN, readable
from leads.submissions.models import SCOPES, Submission, SubmissionIdentifier
from privacy.access.services import log_access
from privacy.keys import normalise, readings

FOUND_AT_MOST = 50


def matching(text: str, purposes: Iterable[str]) -> QuerySet[Submission]:
    """Return the messages with exactly this reference, address or number, the newest first, however it is written."""
    messages = readable(purposes).exclude(state=Submission.State.HELD).order_by("-received_at", "-pk")
    hashes = [found for scope in SCOPES for found in readings.hashes(scope, text)]
    ids = SubmissionIdentifier.objects.filter(hash__in=hashes).values_list("submission_id", flat=True)
    reference = normalise.reference(text, Submission.PREFIX)
    return messages.filter(Q(pk__in=list(ids)) | Q(reference=reference))


def search(*, text: str, user: Any, purposes: Iterable[str], now: datetime) -> list[Submission]:
    """Return what matches, and write down for which purposes somebody searched: never what for."""
    wanted = sorted(purposes)
    found = list(matching(text, wanted).select_related(*SHOWN)[:FOUND_AT_MOST])
    for purpose in sorted({message.purpose_key for message in found}) or [wanted[0] if len(wanted) == 1 else ""]:
        log_access(user, "search", Submission, None, purpose, now)
    return found
