"""Data that are kept and not used (GDPR Art. 18), also in a database that is older than that."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from privacy.ledger import services as ledger
from privacy.retention.models import Tombstone
from privacy.retention.tombstones import LIFTED, RESTRICTED, carries_out, leave


def restrict(*, subject_ids: Iterable[int], now: datetime) -> None:
    """Keep what these subjects gave until now, and use none of it."""
    ids = sorted(set(subject_ids))
    with transaction.atomic():
        ledger.restrict(subject_ids=ids, now=now)
        leave(RESTRICTED, subject_ids=ids, now=now)


def lift(*, subject_ids: Iterable[int], now: datetime) -> None:
    """Use the data of these subjects again."""
    ids = sorted(set(subject_ids))
    with transaction.atomic():
        ledger.lift_restriction(subject_ids=ids)
        leave(LIFTED, subject_ids=ids, now=now)


@carries_out(RESTRICTED)
def restrict_again(tombstone: Tombstone, subject_ids: list[int], now: datetime) -> None:
    """Restrict in an older database what was restricted since."""
    ledger.restrict(subject_ids=subject_ids, now=tombstone.at)


@carries_out(LIFTED)
def lift_again(tombstone: Tombstone, subject_ids: list[int], now: datetime) -> None:
    """Lift in an older database what was lifted since."""
    ledger.lift_restriction(subject_ids=subject_ids)
