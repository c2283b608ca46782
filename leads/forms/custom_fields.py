"""The words of a question that an editor made: what a privacy officer's approval is bound to (R8)."""

from collections.abc import Iterable, Mapping
from typing import Any

from leads.forms.field_types import OWN_KINDS
from leads.forms.models import FieldApproval
from privacy.keys.canonical import canonical_hash


def is_own(spec: Mapping[str, Any]) -> bool:
    """Whether a question is a custom field: in an editor's own words."""
    return spec["kind"] in OWN_KINDS


def words_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return the words that visitors read; the order of the answers says nothing."""
    return {
        "label": spec["label"],
        "help": spec["help"],
        "choices": sorted(choice["label"] for choice in spec.get("choices", ())),
    }


def words_hash(spec: Mapping[str, Any], language: str) -> str:
    """Return the SHA-256 of a question: its words, their language, how it is asked and the kind of data named."""
    return canonical_hash([language, spec["kind"], spec["category"], words_of(spec)])


def approved_hashes(schema: Iterable[Mapping[str, Any]], language: str) -> frozenset[str]:
    """Return which questions of a schema are approved; one query, none where there is nothing to approve."""
    hashes = [words_hash(spec, language) for spec in schema if is_own(spec)]
    if not hashes:
        return frozenset()
    return frozenset(FieldApproval.objects.filter(words_hash__in=hashes).values_list("words_hash", flat=True))
