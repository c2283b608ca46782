"""What a form may ask: the rules that stand before a form goes live, and again before a release (R8, R28; E3)."""

from collections.abc import Callable, Iterable

from leads.forms.lint import consents, questions
from leads.forms.lint.asked import Asked, FormFinding, declared
from leads.forms.lint.purposes import RULES, no_purpose, no_release, not_in_use, not_offered
from privacy.register.release import Snapshot

__all__ = ["Asked", "FormFinding", "declared", "form_findings", "form_rule"]

FormRule = Callable[[Asked, Snapshot], Iterable[FormFinding]]
_rules: list[FormRule] = []


def form_rule(rule: FormRule) -> FormRule:
    """Decorator: let a room above say what stands in the way of a form going live; asked about every form."""
    _rules.append(rule)
    return rule


def form_findings(asked: Asked, register: Snapshot | None) -> list[FormFinding]:
    """Return what stands in the way of the form going live under a register: a release, or the draft of the next."""
    if register is None:
        return [no_release(asked)]
    if not asked.purposes:
        return [no_purpose(asked)]
    unknown = [key for key in asked.purposes if key not in register.facts.purposes_by_key]
    if unknown:
        return [not_offered(asked, key) for key in unknown]
    ended = [key for key in asked.purposes if not register.facts.purpose(key).in_use]
    if ended:
        return [not_in_use(asked, key) for key in ended]
    rules = (*questions.RULES, *RULES, *consents.RULES, *_rules)
    return [finding for rule in rules for finding in rule(asked, register)]
