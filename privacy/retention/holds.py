"""Legal holds: one person's records in chosen stores are kept for a stated reason, and nothing else (R52; Art. 17(3)(e))."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from privacy.access.services import log_access
from privacy.ledger.selectors import restricted_subjects
from privacy.personal_data.contract import PersonalData, all_personal_data
from privacy.personal_data.contract import held_subjects as held_in
from privacy.retention.models import Erasure, LegalHold

# In the source language: it is stored with the erasure and translated where it is read.
HELD = gettext_noop("Kept because of a legal hold. It goes once the hold is released.")


class NothingHeld(Exception):
    """Nobody is known by what was given, or none of the chosen stores holds anything of them."""


def held_subjects(model_label: str) -> list[int]:
    """Return the ids of the subjects whose records of a model are held; one statement."""
    rows = LegalHold.objects.filter(released_at=None).values_list("stores", "subjects")
    return sorted({subject for stores, subjects in rows if model_label in stores for subject in subjects})


def held_values(model_label: str) -> dict[int, frozenset[str]]:
    """Return the subjects of whose records of a model only single values are held, with the names of these values.

    A hold on whole records, beside it, keeps them whole.
    """
    found: dict[int, frozenset[str] | None] = {}
    for stores, subjects, values in LegalHold.objects.filter(released_at=None).values_list(
        "stores", "subjects", "values"
    ):
        named = frozenset(values[model_label]) if values.get(model_label) else None
        for subject in subjects if model_label in stores else ():
            before = found.get(subject, frozenset())
            found[subject] = None if named is None or before is None else before | named
    return {subject: names for subject, names in found.items() if names is not None}


def held_among(store: PersonalData, records: Iterable[Any]) -> dict[int, frozenset[str] | None]:
    """Return the keys of the records that are held: with the names of the values kept, or None for all of it."""
    subjects = held_in(store.model)
    if not subjects:
        return {}
    keys = [record.pk for record in records]
    partly = held_values(store.model._meta.label)
    found: dict[int, frozenset[str] | None] = {}
    for subject, names in partly.items():
        for key in store.find(subject_ids=[subject]).filter(pk__in=keys).values_list("pk", flat=True):
            found[key] = (found.get(key) or frozenset()) | names
    whole = store.find(subject_ids=set(subjects) - set(partly)).filter(pk__in=keys)
    return found | dict.fromkeys(whole.values_list("pk", flat=True))


def reduce_held(store: PersonalData, rule: str, *, before: datetime, now: datetime) -> int:
    """Delete, of records whose time is over, what a hold on single values does not keep; return how many were reduced.

    What is kept and not used (Art. 18) stays whole.
    """
    subjects = set(held_values(store.model._meta.label)) - set(restricted_subjects())
    if not subjects:
        return 0
    due = store.all_due(rule, before=before).order_by().values("pk")
    records, count = list(store.find(subject_ids=subjects).filter(pk__in=due)), 0
    held = held_among(store, records)
    for record in records:
        keep = held.get(record.pk)
        if keep is not None and set(store.parts(record)) - keep:
            with transaction.atomic():
                store.reduce(record, keep=keep, now=now)
            count += 1
    return count


def place(
    *,
    subject_ids: Iterable[int],
    stores: Iterable[str],
    ground: str,
    reason: str,
    review_on: date,
    by: Any,
    now: datetime,
    values: Mapping[str, Mapping[str, str]] | None = None,
) -> LegalHold:
    """Hold what the chosen stores (model labels) have of these subjects, and what it hangs on.

    `values` names, by store, the only values of its records that are kept, with their labels; then what these records
    hang on is not held with them. Raises NothingHeld when there is nothing to hold.
    """
    subjects = sorted(set(subject_ids))
    chosen = _with_parents(set(stores), partly=set(values or ()))
    if not any(store.find(subject_ids=subjects).exists() for store in chosen):
        raise NothingHeld
    with transaction.atomic():
        hold = LegalHold.objects.create(
            subjects=subjects,
            stores=sorted(store.model._meta.label for store in chosen),
            values={label: dict(named) for label, named in (values or {}).items() if named},
            ground=LegalHold.Ground(ground),
            reason=reason.strip(),
            review_on=review_on,
            placed_by=by,
            placed_at=now,
        )
        log_access(by, "change", LegalHold, hold.pk, "", now)
    return hold


def keep_on(*, hold: LegalHold, review_on: date, by: Any, now: datetime) -> None:
    """Say that the hold is still needed, until the next review."""
    with transaction.atomic():
        if LegalHold.objects.filter(pk=hold.pk, released_at=None).update(review_on=review_on):
            log_access(by, "change", LegalHold, hold.pk, "", now)


def release(*, hold: LegalHold, by: Any, now: datetime) -> list[Erasure]:
    """Let go, and reopen the erasures that the hold kept something from; return them, to be carried out.

    What retention was kept from goes with the next daily run.
    """
    with transaction.atomic():
        if not LegalHold.objects.filter(pk=hold.pk, released_at=None).update(released_at=now, released_by=by):
            return []
        log_access(by, "change", LegalHold, hold.pk, "", now)
        waiting = [
            erasure
            for erasure in Erasure.objects.select_for_update().exclude(finished_at=None)
            if set(erasure.subjects) & set(hold.subjects) and _kept_by_hold(erasure)
        ]
        for erasure in waiting:
            for label in _kept_by_hold(erasure):
                erasure.stores[label]["done"] = False
            erasure.finished_at = None
            erasure.save(update_fields=["stores", "finished_at"])
    return waiting


def is_held_from(erasure: Erasure) -> bool:
    """Tell whether a hold kept anything from an erasure."""
    return bool(_kept_by_hold(erasure))


def _kept_by_hold(erasure: Erasure) -> list[str]:
    return [label for label, state in erasure.stores.items() if HELD in state["kept"]]


def _with_parents(labels: set[str], *, partly: set[str]) -> list[PersonalData]:
    """Return the chosen stores and those they hang on: a record that went would take the held one with it.

    Of what is held `partly` nothing but the named values is kept: who the person is stands in a store of its own.
    """
    stores = {store.model: store for store in all_personal_data()}
    chosen = [store for store in stores.values() if store.model._meta.label in labels]
    for store in chosen:
        for field in () if store.model._meta.label in partly else store.model._meta.concrete_fields:
            parent = stores.get(field.related_model) if field.related_model else None
            if parent is not None and parent not in chosen:
                chosen.append(parent)
    return chosen
