"""Delete one person's data from every store, and say what went and what stays, and why (GDPR Art. 17; policy §6).

Each batch and its count commit together, so an erasure that was cut off goes on where it stopped, and is finished only
when no store holds anything more that may go.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import translation

from privacy.ledger.services import lift_restriction
from privacy.personal_data.contract import NotErasable, PersonalData, children_first
from privacy.retention.holds import HELD, held_among
from privacy.retention.models import Erasure, Tombstone
from privacy.retention.tombstones import ERASED, carries_out, leave

logger = logging.getLogger(__name__)
BATCH = 200
# A message may arrive while the person's data are being deleted; it is theirs as well.
ROUNDS = 5


class StillArriving(Exception):
    """Records of the person kept appearing while they were being deleted; nothing is called finished."""


@dataclass(frozen=True)
class Outcome:
    """What one store did: how many records are gone, and how many are kept for which reason."""

    store: PersonalData
    removed: int
    kept: dict[str, int]


def begin_erasure(*, subject_ids: Iterable[int], actor_id: int | None, now: datetime) -> Erasure:
    """Write down that these subjects' data are to be deleted. Nothing is gone yet."""
    ids = sorted(set(subject_ids))
    with transaction.atomic():
        tombstone = leave(ERASED, subject_ids=ids, now=now)
        return Erasure.objects.create(begun_at=now, actor_id=actor_id, subjects=ids, tombstone=tombstone.pk)


@carries_out(ERASED)
def erase_again(tombstone: Tombstone, subject_ids: list[int], now: datetime) -> None:
    """Delete from an older database what was deleted since; a cut-off call goes on with the same erasure."""
    erasure, _created = Erasure.objects.get_or_create(
        tombstone=tombstone.pk, defaults={"begun_at": now, "subjects": subject_ids}
    )
    carry_out(erasure, now=now)


def carry_out(erasure: Erasure, *, now: datetime) -> Erasure:
    """Delete what an erasure is about, or go on with one that was cut off; finished, it does nothing more.

    Raises StillArriving when records keep appearing, and whatever a store raises: then the erasure is not finished,
    what went is counted, and another call goes on.
    """
    # Whoever asks to be deleted no longer asks to be kept (Art. 18).
    lift_restriction(subject_ids=erasure.subjects)
    for _round in range(ROUNDS):
        if erasure.finished_at:
            return erasure
        for store in children_first():
            if not _state(erasure, store)["done"]:
                _erase_from(store, erasure, now)
        _finish(erasure, now)
    if not erasure.finished_at:
        raise StillArriving
    return erasure


def unfinished() -> list[Erasure]:
    """Return the erasures that were begun and not finished, the oldest first."""
    return list(Erasure.objects.filter(finished_at__isnull=True).order_by("begun_at"))


def outcomes(erasure: Erasure) -> list[Outcome]:
    """Return what the stores did that held anything, in the order of deletion."""
    found = [(store, _state(erasure, store)) for store in children_first()]
    return [
        Outcome(store, state["removed"], dict(state["kept"]))
        for store, state in found
        if state["removed"] or state["kept"]
    ]


def _state(erasure: Erasure, store: PersonalData) -> dict[str, Any]:
    state: dict[str, Any] = erasure.stores.setdefault(
        store.model._meta.label, {"removed": 0, "kept": {}, "done": False}
    )
    return state


def _erase_from(store: PersonalData, erasure: Erasure, now: datetime) -> None:
    # What is kept is counted anew: it is met again.
    _state(erasure, store)["kept"] = {}
    last: int | None = 0
    while last is not None:
        try:
            with transaction.atomic():
                last = _erase_batch(store, erasure, last, now)
        except Exception:
            erasure.refresh_from_db()
            raise


def _erase_batch(store: PersonalData, erasure: Erasure, after: int, now: datetime) -> int | None:
    """Delete the next records and count them; return the key of the last, or None when there are no more."""
    state = _state(erasure, store)
    rows = store.find(subject_ids=erasure.subjects).filter(pk__gt=after).order_by("pk")
    records = list(rows.select_for_update(of=("self",))[:BATCH])
    last = records[-1].pk if len(records) == BATCH else None
    held = held_among(store, records)
    for record in records:
        if record.pk in held:
            if (keep := held[record.pk]) is not None:
                store.reduce(record, keep=keep, now=now)
            state["kept"][HELD] = state["kept"].get(HELD, 0) + 1
        else:
            _erase(store, record, state, now)
    state["done"] = last is None
    erasure.save(update_fields=["stores"])
    return last


def _erase(store: PersonalData, record: Any, state: dict[str, Any], now: datetime) -> None:
    try:
        with transaction.atomic():
            store.erase(record, now=now)
    except NotErasable as error:
        # In the source language: it is kept, and read by whoever may.
        with translation.override("en"):
            reason = str(error.reason)
        state["kept"][reason] = state["kept"].get(reason, 0) + 1
    else:
        state["removed"] += 1


@transaction.atomic
def _finish(erasure: Erasure, now: datetime) -> None:
    """Finish, unless something came meanwhile: then its store is gone through again."""
    more = [
        store
        for store in children_first()
        if store.find(subject_ids=erasure.subjects).count() > sum(_state(erasure, store)["kept"].values())
    ]
    for store in more:
        _state(erasure, store)["done"] = False
    if not more:
        erasure.finished_at = now
        removed = sum(outcome.removed for outcome in outcomes(erasure))
        logger.info("erasure %s finished: %s records removed", erasure.pk, removed)
    erasure.save(update_fields=["stores", "finished_at"])
