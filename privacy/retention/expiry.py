"""Carry out the retention rules of the release in force on every store that declares them (policy §5)."""

import logging
from datetime import datetime

from django.db import transaction

from privacy.personal_data.contract import PersonalData, all_personal_data
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register
from privacy.retention.holds import reduce_held
from privacy.retention.kept import only_prepared
from privacy.retention.models import RetentionRun
from privacy.retention.periods import cutoff

logger = logging.getLogger(__name__)
BATCH = 2_000
OPEN_ENDED = frozenset({"while_needed", "once_only"})


class ExpiryFailed(Exception):
    """At least one rule could not be carried out; the runs say which."""


def expire_all(*, now: datetime, dry_run: bool = False) -> list[RetentionRun]:
    """Carry out every rule and return what each did. A dry run does the same and takes it back.

    One failing store does not stop the others. Before the first release there is nothing to carry out.
    """
    register = released_register()
    if register is None:
        return []
    runs = [
        _expire(store, rule, register=register, now=now, dry_run=dry_run)
        for store in all_personal_data()
        for rule in store.rules
        if _counts(rule, register)
    ]
    if not dry_run:
        RetentionRun.objects.bulk_create([run for run in runs if run.count or run.error])
    return runs


def _counts(rule: str, register: ReleasedRegister) -> bool:
    """Tell whether there is something to carry out: a rule with an end, or one that is missing though data may be kept."""
    if rule in register.periods_by_key:
        return register.retention(rule).trigger not in OPEN_ENDED
    return not only_prepared(rule)


def daily_expiry(now: datetime) -> None:
    """The daily job; raises ExpiryFailed when a rule failed, after all were tried."""
    failed = [run for run in expire_all(now=now) if run.error]
    if failed:
        raise ExpiryFailed


def _expire(
    store: PersonalData, rule: str, *, register: ReleasedRegister, now: datetime, dry_run: bool
) -> RetentionRun:
    run = RetentionRun(rule=rule, store=store.model._meta.label, ran_at=now)
    try:
        period = register.retention(rule)
    except KeyError:
        run.error = "NoPeriod"
        logger.error("retention rule %s of %s is not in the release: nothing is deleted by it", rule, run.store)
        return run
    if period.value is None:
        run.error = "NoPeriod"
        return run
    run.before = cutoff(now, period.value, period.unit)
    try:
        with transaction.atomic():
            # A dry run must be able to take everything back; a real one commits batch by batch.
            run.count = _batch(store, rule, run.before, now, forever=dry_run)
            transaction.set_rollback(dry_run)
        while not dry_run and run.count and (more := _committed_batch(store, rule, run.before, now)):
            run.count += more
        if not dry_run:
            reduce_held(store, rule, before=run.before, now=now)
    except Exception as error:
        run.error = type(error).__name__
        logger.error("retention rule %s on %s failed: %s", rule, run.store, run.error)
    return run


def _committed_batch(store: PersonalData, rule: str, before: datetime, now: datetime) -> int:
    with transaction.atomic():
        return store.expire(rule, before=before, now=now, limit=BATCH)


def _batch(store: PersonalData, rule: str, before: datetime, now: datetime, *, forever: bool) -> int:
    count = more = store.expire(rule, before=before, now=now, limit=BATCH)
    while forever and more:
        more = store.expire(rule, before=before, now=now, limit=BATCH)
        count += more
    return count
