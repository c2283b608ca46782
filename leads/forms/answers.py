"""What counts as an answer: which questions are asked after which choice, which answers a purpose may hold."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from leads.forms.field_types import KINDS, Spec

CONSENT = "consent:"


def questions(schema: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the specs that ask something."""
    return [spec for spec in schema if spec["kind"] in KINDS]


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


def in_words(answer: Any, spec: Spec | None = None) -> str:
    """Return an answer as a person reads it; `spec` is the question as the version asked it."""
    if spec is not None and spec["kind"] in KINDS:
        return KINDS[spec["kind"]].words(spec, answer)
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)
