"""Legal holds: one person's records in chosen stores are kept for a stated reason, and nothing else (R52; Art. 17(3)(e))."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from privacy.access.services import log_access
from privacy.register.personal_data import PersonalData, all_personal_data
from privacy.retention.models import Erasure, LegalHold

# In the source language: it is stored with the erasure and translated where it is read.
HELD = gettext_noop("Kept because of a legal hold. It goes once the hold is released.")


class NothingHeld(Exception):
    """Nobody is known by what was given, or none of the chosen stores holds anything of them."""


def held_subjects(model_label: str) -> list[int]:
    """Return the ids of the subjects whose records of a model are held; one statement."""
    rows = LegalHold.objects.filter(released_at=None).values_list("stores", "subjects")
    return sorted({subject for stores, subjects in rows if model_label in stores for subject in subjects})


def place(
    *,
    subject_ids: Iterable[int],
    stores: Iterable[str],
    ground: str,
    reason: str,
    review_on: date,
    by: Any,
    now: datetime,
) -> LegalHold:
    """Hold what the chosen stores (model labels) have of these subjects, and what it hangs on.

    Raises NothingHeld when there is nothing to hold.
    """
    subjects = sorted(set(subject_ids))
    chosen = _with_parents(set(stores))
    if not any(store.find(subject_ids=subjects).exists() for store in chosen):
        raise NothingHeld
    with transaction.atomic():
        hold = LegalHold.objects.create(
            subjects=subjects,
            stores=sorted(store.model._meta.label for store in chosen),
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


def _with_parents(labels: set[str]) -> list[PersonalData]:
    """Return the chosen stores and those they hang on: a record that went would take the held one with it."""
    stores = {store.model: store for store in all_personal_data()}
    chosen = [store for store in stores.values() if store.model._meta.label in labels]
    for store in chosen:
        for field in store.model._meta.concrete_fields:
            parent = stores.get(field.related_model) if field.is_relation else None
            if parent is not None and parent not in chosen:
                chosen.append(parent)
    return chosen
