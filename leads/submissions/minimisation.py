"""What of the answers may be stored: only what a purpose in effect declares (R9; GDPR Art. 5(1)(b) and (c), policy §2).

A purpose is in effect when it needs no consent, or when its box was ticked (R10). An answer is kept when such a purpose
declares its data category, a tick when its purpose is in effect. Everything else is dropped before the database is reached.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from leads.forms.answers import CONSENT, Spec
from leads.forms.models import FormVersion
from leads.forms.rendering import released_purposes
from leads.forms.visitor_form import VisitorForm
from privacy.register.models.facts import Purpose
from privacy.register.release import ReleasedPurpose


def declared_answers(
    schema: Sequence[Spec], answers: Mapping[str, Any], *, categories: Collection[str], purposes: Collection[str]
) -> dict[str, Any]:
    """Return the answers that purposes in effect declare, and the ticks of those purposes; the rest is not kept (R9)."""
    kept = {}
    for spec in schema:
        allowed = spec["purpose"] in purposes if spec["kind"] == "consent" else spec["category"] in categories
        if spec["key"] in answers and allowed:
            kept[spec["key"]] = answers[spec["key"]]
    return kept


def in_effect_for(purposes: Sequence[ReleasedPurpose], answers: Mapping[str, Any]) -> tuple[ReleasedPurpose, ...]:
    """Return the purposes that answers are given for: those that need no consent, and those that were ticked."""
    return tuple(
        purpose
        for purpose in purposes
        if purpose.basis != Purpose.Basis.CONSENT or answers.get(f"{CONSENT}{purpose.key}") is True
    )


def kept_under(version: FormVersion, purposes: Sequence[ReleasedPurpose], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that the purposes in effect declare, and the ticks: what of them is stored (R9)."""
    categories = {key for purpose in purposes for key in purpose.category_keys}
    keys = {purpose.key for purpose in purposes}
    return declared_answers(version.schema, answers, categories=categories, purposes=keys)


def answers_to_keep(version: FormVersion, form: VisitorForm) -> dict[str, Any]:
    """Return what would be stored of a valid form."""
    purposes = in_effect_for(released_purposes(version), form.answers)
    return kept_under(version, purposes, form.answers)
