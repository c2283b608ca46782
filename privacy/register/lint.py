"""The policy linter: what "unhealthy" means, said by each room, asked by one function."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder

from privacy.register.documents import MovedOn, moved_on
from privacy.register.models.facts import Purpose
from privacy.register.models.releases import Waiver
from privacy.register.models.texts import TEXT_KINDS
from privacy.register.release import ReleasedRegister, ReleasedText, Snapshot
from privacy.register.snapshot import draft


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
    # What the register does not know of what the finding is about, such as the questions of a form.
    state: str = ""
    # The SHA-256 of what the finding is about, as it stands.
    about_hash: str = ""

    @property
    def blocking(self) -> bool:
        return self.blocks_release and not self.waived


@dataclass(frozen=True)
class LintContext:
    """What the rules look at: the register's draft, which is what the next release would hold."""

    draft: Snapshot

    @property
    def languages(self) -> tuple[str, ...]:
        return self.draft.languages

    @cached_property
    def moved(self) -> list[MovedOn]:
        """What people read and the website would tell otherwise now; rendered once, when first asked for."""
        return moved_on()

    @property
    def facts(self) -> ReleasedRegister:
        """The facts of the draft, with the words that staff call them by."""
        return self.draft.facts

    def text(self, kind: str, key: str, language: str) -> ReleasedText:
        """Return a text of the draft; it is false when there is none."""
        return self.draft.text(kind, key, language)

    def name(self, kind: str, key: str) -> str:
        """Return what people call a fact: its words in the reader's language, a company's name, a cookie's own."""
        if kind == "vendors":
            return self.facts.vendor(key).name
        if kind == "banner":
            return _("Cookie banner and settings")
        return self.draft.name(kind, key)


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


def run_lint(register: Snapshot | None = None) -> list[Finding]:
    """Return every finding about the draft register, the blocking ones first."""
    return findings_in(LintContext(register or draft()))


def findings_in(context: LintContext) -> list[Finding]:
    """Return every finding in a context, the blocking ones first."""
    waivers = Waiver.objects.filter(taken_back_at=None).exclude(about_hash="")
    waived = set(waivers.values_list("code", "subject", "language", "about_hash"))
    token = _lookups.set({})
    try:
        found = [finding for rule in _rules.values() for finding in rule(context)]
    finally:
        _lookups.reset(token)
    findings = [_judged(finding, context, waived) for finding in found]
    return sorted(findings, key=lambda finding: (not finding.blocking, finding.code, finding.subject, finding.language))


def _judged(finding: Finding, context: LintContext, waived: set[tuple[str, str, str, str]]) -> Finding:
    """Return a finding that knows what it is about, and whether somebody decided about exactly that."""
    digest = about_hash(finding, context)
    mark = (finding.code, finding.subject, finding.language, digest)
    return replace(finding, about_hash=digest, waived=mark in waived)


def about_hash(finding: Finding, context: LintContext) -> str:
    """Return the hash of what a finding is about: the facts and words of its subject, in its language and the source's."""
    kind, _colon, name = finding.subject.rpartition(":")
    key = name or finding.subject
    facts = context.facts
    cookies = {cookie.key: cookie for group in facts.cookie_groups for cookie in group.declared_cookies}
    rows: tuple[Mapping[str, object], ...] = (
        cookies,
        facts.purposes_by_key,
        facts.periods_by_key,
        facts.vendors_by_key,
        facts.cookie_groups_by_key,
    )
    kinds = [kind] if kind in TEXT_KINDS else list(TEXT_KINDS)
    languages = [settings.LANGUAGE_CODE, *([finding.language] if finding.language else [])]
    about = [
        *(repr(row[key]) for row in rows if key in row),
        *(context.text(one, key, language).sha256 for one in kinds for language in languages),
        repr(facts.controller) if not finding.subject else "",
        finding.state,
    ]
    return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def _edit_url(model: type[Model], lookup: dict[str, Any], known: Lookups) -> str:
    pk = _primary_key(model, lookup, known)
    return (AdminURLFinder().get_edit_url(model(pk=pk)) or "") if pk else ""


def _primary_key(model: type[Model], lookup: dict[str, Any], known: Lookups) -> Any:
    """Return the key of a row; the keys of all rows of its kind are read at once, the first time."""
    if "pk" in lookup:
        return lookup["pk"]
    rows = model._default_manager.order_by("-pk")
    if not lookup:
        return rows.values_list("pk", flat=True).last()
    ((field, value),) = lookup.items()
    if (model, field) not in known:
        known[model, field] = dict(rows.values_list(field, "pk"))
    return known[model, field].get(value)


_edit_url_when_read = lazy(_edit_url, str)


def edit_url(model: type[Model], **lookup: Any) -> str:
    """Return the CMS address where a row is edited, empty when there is none; looked up only when it is read."""
    known = _lookups.get()
    return _edit_url_when_read(model, lookup, {} if known is None else known)


def purpose_url(key: str) -> str:
    return edit_url(Purpose, key=key)
