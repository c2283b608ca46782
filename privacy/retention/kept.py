"""Whether anything is kept for a purpose, so that what it is told as can be held against what is there (R93)."""

from privacy.personal_data.contract import all_personal_data
from privacy.register.models.facts import Purpose, RetentionRule


def is_anything_kept(purpose: str) -> bool:
    """Tell whether a store holds a record of a purpose."""
    return any(store.kept_for(purpose).exists() for store in all_personal_data() if purpose in store.purposes)


def only_prepared(rule: str) -> bool:
    """Tell whether a rule waits with its purpose: prepared, and told nowhere because nothing is kept for it."""
    prepared = RetentionRule.objects.filter(
        key=rule, archived_at=None, purpose__archived_at=None, purpose__status=Purpose.Status.PREPARED
    )
    purposes = prepared.values_list("purpose__key", flat=True)
    return any(not is_anything_kept(purpose) for purpose in purposes)
