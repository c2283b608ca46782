"""A withdrawal or an objection must survive an older database: the newest word is the person's, not the backup's."""

from datetime import datetime

from django.db import transaction

from privacy.ledger.models import LedgerEvent, Subject
from privacy.ledger.selectors import ENDING, last_event
from privacy.ledger.services import on_basis_ended, record_basis
from privacy.retention.models import Tombstone
from privacy.retention.tombstones import OBJECTED, WITHDRAWN, carries_out, leave

CHANNEL = "restored"


@on_basis_ended
def leave_tombstone(event: LedgerEvent) -> None:
    """Write down that a use has ended. What is carried out again has its tombstone already."""
    if event.channel != CHANNEL:
        leave(event.action, subject_ids=[event.subject_id], purpose_key=event.purpose_key, now=event.at)


@carries_out(WITHDRAWN, OBJECTED)
def end_again(tombstone: Tombstone, subject_ids: list[int], now: datetime) -> None:
    """End what goes on in an older database; the time is that of the person's word, so that periods run from it."""
    for subject in Subject.objects.filter(pk__in=subject_ids):
        with transaction.atomic():
            last = last_event(subject, tombstone.purpose_key)
            if last is None or last.action in ENDING or last.at > tombstone.at:
                continue
            record_basis(
                subject=subject,
                purpose_key=tombstone.purpose_key,
                action=tombstone.kind,
                basis=last.basis,
                text_hash=last.text_hash,
                release_number=last.release_number,
                language=last.language,
                channel=CHANNEL,
                now=tombstone.at,
            )
