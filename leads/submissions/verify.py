"""No message without its basis: each names the events that record why its answers may be used, and they are there."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from leads.submissions.models import Submission
from privacy.ledger.models import LedgerEvent, LedgerPruned
from privacy.operations.integrity import IntegrityCheck

BATCH = 500
Row = tuple[int, int, list[int]]


def messages_without_basis(now: datetime) -> Iterator[str]:
    """Return the messages that name no event of their person, or one that is gone (GDPR Art. 5(2), 6; R27)."""
    last = 0
    while rows := list(_rows(after=last)):
        last = rows[-1][0]
        numbers = [number for _pk, _subject, events in rows for number in events]
        known = set(LedgerEvent.objects.filter(pk__in=numbers).values_list("pk", "subject_id"))
        # Proof whose period was over is gone by rule, with a note of it.
        subjects = [subject for _pk, subject, _events in rows]
        pruned = set(LedgerPruned.objects.filter(subject_number__in=subjects).values_list("subject_number", flat=True))
        for pk, subject, events in rows:
            held = bool(events) and all((number, subject) in known for number in events)
            if not held and subject not in pruned:
                yield f"message {pk}"


def _rows(*, after: int) -> list[Row]:
    rows = Submission.objects.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", "subject_id", "events")[:BATCH])


BASES = IntegrityCheck(
    "bases",
    messages_without_basis,
    _("No legal basis is on record for: %(rows)s."),
    _(
        "Nobody may use them: find out how they came into the database past the forms, and put the record back from a "
        "backup or delete them."
    ),
)
