"""What a release may call "wording only": nothing that is a fact about people's data."""

from dataclasses import fields, is_dataclass
from typing import Any

from privacy.register.differences import Difference
from privacy.register.models.facts import Purpose
from privacy.register.models.texts import (
    CookieGroupText,
    CookieText,
    DataCategoryText,
    PurposeText,
    RegisterText,
    VendorText,
)
from privacy.register.release import ReleasedCategory, ReleasedController, ReleasedPeriod, ReleasedPurpose, Snapshot
from privacy.register.released_companies import ReleasedCookie, ReleasedCookieGroup, ReleasedVendor

WORDS: dict[type, type[RegisterText]] = {
    ReleasedPurpose: PurposeText,
    ReleasedCategory: DataCategoryText,
    ReleasedVendor: VendorText,
    ReleasedCookieGroup: CookieGroupText,
    ReleasedCookie: CookieText,
}
# What staff note about a fact, and people are not told as one.
NOTES: dict[type, tuple[str, ...]] = {
    ReleasedPurpose: ("section", "noticed_on", *Purpose.ASSESSMENTS),
    ReleasedPeriod: ("confirmed_on",),
    ReleasedController: ("site_url",),
}
# Words that say what was agreed, and so are facts (Art. 26(2)).
AGREED = {"arrangement"}
UNITS = {"days": 1, "months": 30.4, "years": 365.25}


def facts_differ(before: Snapshot, after: Snapshot) -> bool:
    """Tell whether a fact differs: such a release is never wording only, whatever its editor says."""
    return _facts_of(before) != _facts_of(after)


def wording_possible(difference: Difference) -> bool:
    """Tell whether a release of the draft may be called wording only."""
    before, after = difference.before, difference.after
    return before is not None and after is not None and not facts_differ(before, after)


def _facts_of(snapshot: Snapshot) -> list[Any]:
    facts = snapshot.facts
    return [
        _facts(facts.controller),
        *({one.key: _facts(one) for one in rows} for rows in (facts.purposes, facts.periods, facts.vendors)),
        {group.key: _facts(group) for group in facts.cookie_groups},
    ]


def _facts(value: Any) -> Any:
    """Return what is left of a thing without its words."""
    if isinstance(value, tuple):
        return [_facts(one) for one in value]
    if not is_dataclass(value):
        return value
    model = WORDS.get(type(value))
    words = {*(model.text_fields if model else ())} - AGREED
    left_out = {"text_hash", *words, *NOTES.get(type(value), ())}
    return {field.name: _facts(getattr(value, field.name)) for field in fields(value) if field.name not in left_out}


def kept_longer(before: ReleasedPurpose, after: ReleasedPurpose) -> list[ReleasedPeriod]:
    """Return the periods that would keep data longer than people were told, or count from another moment."""
    told = {period.key: period for period in before.periods}
    return [period for period in after.periods if period.key in told and _is_longer(told[period.key], period)]


def _is_longer(before: ReleasedPeriod, after: ReleasedPeriod) -> bool:
    if before.trigger != after.trigger:
        return True
    return _days(after) > _days(before)


def _days(period: ReleasedPeriod) -> float:
    return float("inf") if period.value is None else period.value * UNITS[period.unit]
