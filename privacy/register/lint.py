"""The policy linter: what "unhealthy" means, said by each room, asked by one function."""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from privacy.register.models.facts import Waiver


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what and why (`message`), what to do (`fix`), where (`url`)."""

    code: str
    subject: str
    message: str
    fix: str
    url: str = ""
    language: str = ""
    blocks_release: bool = True
    waived: bool = False

    @property
    def blocking(self) -> bool:
        return self.blocks_release and not self.waived


@dataclass(frozen=True)
class LintContext:
    """What the rules look at: the register's draft as a release would hold it, and the live languages."""

    data: dict[str, Any]
    languages: tuple[str, ...]

    def text(self, kind: str, key: str, language: str) -> dict[str, Any]:
        """Return a text of the draft, empty when there is none."""
        return self.data["texts"].get(language, {}).get(kind, {}).get(key, {})


# What the addresses of one run's findings have looked up already: they are read in bulk, and only if shown.
Lookups = dict[tuple[type, str], dict[Any, Any]]
_lookups: ContextVar[Lookups | None] = ContextVar("lookups", default=None)
Rule = Callable[[LintContext], Iterable[Finding]]
_rules: dict[str, Rule] = {}


def lint_rule(name: str) -> Callable[[Rule], Rule]:
    """Decorator: add a rule to the linter. Rules live in each room's `lint_rules.py`, imported in `ready`."""

    def register(rule: Rule) -> Rule:
        _rules[name] = rule
        return rule

    return register


def rules() -> dict[str, Rule]:
    """Return the registered rules by name."""
    return dict(_rules)


def lookups() -> Lookups:
    """Return what the run in hand has looked up; a store of its own outside one."""
    current = _lookups.get()
    return {} if current is None else current


def run_lint(data: dict[str, Any] | None = None) -> list[Finding]:
    """Return every finding about the draft register, the blocking ones first."""
    from privacy.register.snapshot import draft_data

    draft = data if data is not None else draft_data()
    context = LintContext(data=draft, languages=tuple(draft["languages"]))
    waived = set(Waiver.objects.values_list("code", "subject"))
    token = _lookups.set({})
    try:
        found = [finding for rule in _rules.values() for finding in rule(context)]
    finally:
        _lookups.reset(token)
    findings = [replace(finding, waived=(finding.code, finding.subject) in waived) for finding in found]
    return sorted(findings, key=lambda finding: (not finding.blocking, finding.code, finding.subject, finding.language))
