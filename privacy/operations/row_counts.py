"""A row that is gone leaves no trace of its own: append-only tables are counted daily, and what is missing is told.

A count holds the rows up to the last key there was. Those that went by their table's rule since are counted by triggers of
the database; whoever deletes past these leaves fewer rows than there should be. The count is sealed with a key that the
database does not know. (GDPR Art. 5(1)(f), 5(2))
"""

import hmac
from collections.abc import Iterator
from datetime import UTC, datetime

from django.apps import AppConfig
from django.conf import settings
from django.db import connections, transaction
from django.db.models import Count, Max, Model, QuerySet
from django.db.models.signals import post_migrate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.keys import hashing
from privacy.keys.append_only import added_at_field, append_only_models, count_deletions_in
from privacy.operations.integrity import PUT_BACK, IntegrityCheck, register_integrity_check
from privacy.operations.models import RowCount
from privacy.operations.rotation import also_signed


def missing_rows(now: datetime) -> Iterator[str]:
    """Yield each append-only table that has fewer rows than it should, and how many are gone; count the others anew."""
    for model in append_only_models():
        with transaction.atomic():
            # Deletions by rule wait for this row, so that each is either counted or gone.
            count = RowCount.objects.select_for_update().filter(table_name=model._meta.db_table).first()
            if fault := _fault(model, count):
                yield f"{model._meta.db_table}: {fault}"
            elif count:
                _count(model, count, now)


def count_new_tables(using: str, **_kwargs: object) -> None:
    """Count each append-only table that was never counted; called when migrations are done.

    From then on a count that is not there is a fault, so that nobody hides a deletion by deleting the count too.
    """
    with connections[using].cursor() as cursor:
        there = set(connections[using].introspection.table_names(cursor))
    if RowCount._meta.db_table not in there:
        return
    counted = set(RowCount.objects.values_list("table_name", flat=True))
    for model in append_only_models():
        if model._meta.db_table in there - counted:
            _count(model, RowCount(table_name=model._meta.db_table), timezone.now())


def _fault(model: type[Model], count: RowCount | None) -> str:
    if count is None:
        return "the count is gone"
    seal = _seal(count)
    if not seal or not hmac.compare_digest(count.seal, seal):
        return "the count was changed"
    gone = count.rows - count.deleted - _counted_then(model, count).count()
    return f"{gone} of {count.rows} rows are gone" if gone > 0 else ""


def _counted_then(model: type[Model], count: RowCount) -> "QuerySet[Model]":
    if field := added_at_field(model):
        return model._base_manager.filter(**{f"{field}__lte": count.counted_at})
    return model._base_manager.filter(pk__lte=count.last_pk)


def _count(model: type[Model], count: RowCount, now: datetime) -> None:
    rows = model._base_manager.filter(**{f"{field}__lte": now} if (field := added_at_field(model)) else {})
    found = rows.aggregate(rows=Count("pk"), **({} if field else {"last": Max("pk")}))
    count.rows, count.last_pk = found["rows"], found.get("last") or 0
    count.deleted, count.counted_at, count.key_id = 0, now, hashing.lookup_key_id()
    count.seal = _seal(count)
    count.save()


def _seal(count: RowCount) -> str:
    """Return the seal of a count as it should be; empty when its key is not known here."""
    key = {hashing.key_id(key): key for key in settings.LOOKUP_KEYS}.get(count.key_id)
    values = (count.table_name, count.last_pk, count.rows, count.counted_at.astimezone(UTC).isoformat())
    return hashing.mac(key, "row-count", *values) if key else ""


def _keys_that_sealed() -> set[str]:
    return set(RowCount.objects.values_list("key_id", flat=True))


ROWS = IntegrityCheck(
    "rows",
    missing_rows,
    _("Records that must stay are gone: %(rows)s."),
    PUT_BACK,
)


def register_row_counts(sender: AppConfig) -> None:
    """Make the check known, and to the triggers where to count; call it in AppConfig.ready."""
    count_deletions_in(RowCount)
    post_migrate.connect(count_new_tables, sender=sender, dispatch_uid="privacy.operations.row_counts")
    register_integrity_check(ROWS)
    also_signed(_keys_that_sealed)
