"""Who a request is about, and what each store holds of them (GDPR Art. 15, 17; policy §6)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from privacy.access.services import log_records
from privacy.personal_data.contract import PersonalData, all_personal_data, children_first


@dataclass(frozen=True)
class Holding:
    """How many records of a person a store holds."""

    store: PersonalData
    count: int


def holdings(subject_ids: Iterable[int]) -> list[Holding]:
    """Return what every store holds of these subjects, in the order in which it would be deleted; empty ones not."""
    ids = list(subject_ids)
    found = [Holding(store, store.find(subject_ids=ids).count()) for store in children_first()]
    return [holding for holding in found if holding.count]


def records_of(subject_ids: Iterable[int]) -> Iterator[tuple[PersonalData, list[Any]]]:
    """Yield every store that holds something of these subjects, with the records."""
    ids = list(subject_ids)
    for store in all_personal_data():
        if records := list(store.find(subject_ids=ids).order_by("pk")):
            yield store, records


def log_held(user: Any, action: str, subject_ids: Iterable[int], now: datetime) -> int:
    """Write down that somebody saw, or took out, each record that is held of these subjects; return how many."""
    return log_seen(user, action, records_of(subject_ids), now)


def log_seen(user: Any, action: str, held: Iterable[tuple[PersonalData, Iterable[Any]]], now: datetime) -> int:
    """The same of some records; each under its own purpose, else the first of its store."""
    seen = [
        (store.model, record.pk, getattr(record, "purpose_key", "") or next(iter(store.purposes), ""))
        for store, records in held
        for record in records
    ]
    return log_records(user, action, seen, now)


def copy_of(subject_ids: Iterable[int]) -> dict[str, list[dict[str, Any]]]:
    """Return everything held of these subjects: the store's name → its records (Art. 15, 20)."""
    return {
        str(store.label): [store.export(record) for record in records] for store, records in records_of(subject_ids)
    }
