"""What counts as an answer, and which questions are asked after which choice. Specs are a version's schema."""

from collections.abc import Mapping
from typing import Any

Spec = Mapping[str, Any]
CONSENT = "consent:"


def is_given(answer: Any) -> bool:
    """Whether something was answered; the number 0 is an answer, an empty box is none."""
    return answer is not False and answer not in ("", None) and answer != []


def in_effect(spec: Spec, answers: Mapping[str, Any]) -> bool:
    """Whether a question is asked at all: one that follows a choice only when that choice was made."""
    when = spec.get("show_when")
    return when is None or answers.get(when["key"]) == when["value"]


def waived(spec: Spec, answers: Mapping[str, Any]) -> bool:
    """Whether a question that must be answered may be left empty for once, given one choice."""
    when = spec.get("waived_when")
    return when is not None and answers.get(when["key"]) == when["value"]
