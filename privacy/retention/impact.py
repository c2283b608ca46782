"""What a release would have deleted: the records whose period it makes so short that it is over (R58, R90)."""

from collections.abc import Collection, Iterable

from django.db.models import CASCADE, ForeignKey, Model
from django.utils import timezone

from privacy.personal_data.contract import PersonalData, all_personal_data
from privacy.personal_data.labels import store_label
from privacy.register.differences import Difference
from privacy.register.impact import Deletion, release_deletes
from privacy.register.release import ReleasedPeriod, Snapshot
from privacy.register.selectors import as_if_in_force
from privacy.retention.periods import cutoff


@release_deletes
def records_whose_period_is_over(difference: Difference) -> Iterable[Deletion]:
    """Count what the next daily run deletes beyond what it deletes anyhow."""
    before, after = difference.before, difference.after
    if before is None or after is None:
        return
    for key, period in after.facts.periods_by_key.items():
        old = before.facts.periods_by_key.get(key)
        if old is None or _counts_as(old) == _counts_as(period):
            continue
        stores = _wholes([store for store in all_personal_data() if key in store.rules])
        more = sum(_due(store, period, after) - _due(store, old, before) for store in stores)
        if more > 0:
            yield Deletion(more, store_label(period.store))


def _wholes(stores: list[PersonalData]) -> list[PersonalData]:
    """Leave out what goes with another record: people count messages, not their parts."""
    models = {store.model for store in stores}
    return [store for store in stores if not _is_part(store.model, models - {store.model})]


def _is_part(model: type[Model], of: Collection[type[Model]]) -> bool:
    return any(
        field.related_model in of and field.remote_field.on_delete is CASCADE
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey)
    )


def _counts_as(period: ReleasedPeriod) -> tuple[int | None, str, str]:
    return period.value, period.unit, period.trigger


def _due(store: PersonalData, period: ReleasedPeriod, register: Snapshot) -> int:
    if period.value is None:
        return 0
    with as_if_in_force(register):
        return store.due(period.key, before=cutoff(timezone.now(), period.value, period.unit)).count()
