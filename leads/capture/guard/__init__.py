"""What a form may ask: the rules that stand before a form goes live, and again before a release (R8, R28; E3)."""

from collections.abc import Mapping
from typing import Any

from leads.capture.guard import consents, questions
from leads.capture.guard.asked import Asked, FormFinding, declared
from leads.capture.guard.purposes import RULES, no_purpose, no_release, unreleased
from leads.capture.inbox_kinds import inbox_kinds

__all__ = ["Asked", "FormFinding", "declared", "form_findings"]


def form_findings(asked: Asked, data: Mapping[str, Any] | None) -> list[FormFinding]:
    """Return what stands in the way of the form going live under a register; `data` as a release keeps it."""
    if data is None:
        return [no_release(asked)]
    if not asked.purposes:
        return [no_purpose(asked)]
    unknown = [key for key in asked.purposes if key not in data["purposes"]]
    if unknown:
        return [unreleased(asked, key) for key in unknown]
    rules = (*questions.RULES, *RULES, *consents.RULES)
    found = [finding for rule in rules for finding in rule(asked, data)]
    return found + [finding for kind in inbox_kinds() for finding in kind.findings(asked, data)]
