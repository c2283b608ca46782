"""What changed from one state of the register to another, in words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from typing import TypeVar

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from home.base.model_fields import model_field
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Controller, Purpose, RetentionRule, Vendor
from privacy.register.models.sections import PolicySection
from privacy.register.models.texts import TEXT_KINDS
from privacy.register.periods_in_words import duration_label
from privacy.register.release import (
    ReleasedController,
    ReleasedPeriod,
    ReleasedPurpose,
    ReleasedRegister,
    ReleasedText,
    Snapshot,
)
from privacy.register.released_companies import ReleasedCookie, ReleasedCookieGroup, ReleasedVendor
from privacy.register.released_section import ReleasedSection

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class FieldChange:
    """One value that changed: its name, and how it read before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One thing that was added, removed or changed."""

    kind: str
    title: str
    fields: tuple[FieldChange, ...] = ()
    language: str = ""

    @property
    def kind_label(self) -> str:
        return {ADDED: _("Added"), REMOVED: _("Removed"), CHANGED: _("Changed")}[self.kind]


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one sort, such as those of companies."""

    key: str
    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Difference:
    """Everything that changed; texts are the only changes when `wording_only`."""

    groups: tuple[ChangeGroup, ...]
    # Both sides, for those who measure what the difference does.
    before: Snapshot | None = None
    after: Snapshot | None = None

    @property
    def count(self) -> int:
        return sum(len(group.changes) for group in self.groups)

    @property
    def wording_only(self) -> bool:
        return all(group.key == "texts" for group in self.groups)

    def __bool__(self) -> bool:
        return bool(self.groups)


class _Words:
    """Names of things as readers know them, in the source language, from either side."""

    def __init__(self, *sides: ReleasedRegister) -> None:
        self.sides = tuple(reversed(sides))
        self.names = {vendor.key: vendor.name for side in sides for vendor in side.vendors}

    def __call__(self, kind: str, key: str) -> str:
        if kind == "vendors":
            return self.names.get(key, key)
        if kind == "banner":
            return _("Cookie banner and settings")
        names = {"categories": "label", "cookie_groups": "label", "purposes": "title", "sections": "heading"}
        field = names.get(kind, "")
        return next((name for side in self.sides if (name := side.text(kind, key).get(field))), key)


def compare(before: Snapshot | None, after: Snapshot, languages: Sequence[str] | None = None) -> Difference:
    """Return the difference, with texts in `languages` (by default all that either side has)."""
    new = after.facts
    old = before.facts if before else ReleasedRegister(new.language)
    words = _Words(old, new)
    found: list[tuple[str, str, Iterable[Change]]] = [
        ("purposes", _("Purposes"), _purposes(old, new, words)),
        ("retention", _("How long data are kept"), _periods(old, new, words)),
        ("vendors", _("Other companies"), _vendors(old, new, words)),
        ("cookies", _("Cookies"), [*_cookie_groups(old, new, words), *_cookies(old, new, words)]),
        ("sections", _("Sections"), _sections(old, new, words)),
    ]
    if before:
        found[:0] = [
            ("languages", _("Languages"), _languages(before, after)),
            ("controller", _("Company details"), _controller(old.controller, new.controller)),
        ]
        found.append(("texts", _("Texts"), _texts(before, after, languages or after.languages, words)))
    sorted_out = ((key, label, tuple(changes)) for key, label, changes in found)
    groups = tuple(ChangeGroup(key, label, changes) for key, label, changes in sorted_out if changes)
    return Difference(groups, before, after)


Fact = TypeVar("Fact")


def _pairs(
    old: Mapping[str, Fact],
    new: Mapping[str, Fact],
    title: Callable[[Fact], str],
    describe: Callable[[Fact], Mapping[str, str]],
) -> Iterable[Change]:
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            yield Change(ADDED, title(new[key]), _fields({}, describe(new[key])))
        elif key not in new:
            yield Change(REMOVED, title(old[key]), _fields(describe(old[key]), {}))
        elif fields := _fields(describe(old[key]), describe(new[key])):
            yield Change(CHANGED, title(new[key]), fields)


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    labels = dict.fromkeys([*new, *old])
    return tuple(
        FieldChange(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )


def _languages(old: Snapshot, new: Snapshot) -> Iterable[Change]:
    names = dict(settings.LANGUAGES)
    yield from (Change(ADDED, names.get(code, code)) for code in new.languages if code not in old.languages)
    yield from (Change(REMOVED, names.get(code, code)) for code in old.languages if code not in new.languages)


def _controller(old: ReleasedController, new: ReleasedController) -> Iterable[Change]:
    def describe(controller: ReleasedController) -> dict[str, str]:
        values = {name: _plain(value) for name, value in controller.values.items()}
        told = _named(Controller, {name: value for name, value in values.items() if value})
        return {
            **told,
            _("Where data are stored"): controller.hosting,
            _("Who runs the website"): " ".join(provider.words for provider in controller.providers),
            _("Address of the site"): controller.site_url,
        }

    if fields := _fields(describe(old), describe(new)):
        yield Change(CHANGED, new.public_name, fields)


def _purposes(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def describe(purpose: ReleasedPurpose) -> dict[str, str]:
        data = [f"{words('categories', use.key)} ({use.requirement_label})" for use in purpose.categories]
        values = {
            "section": f"§{purpose.section}" if purpose.section else "",
            "status": str(Purpose.Status(purpose.status).label),
            "basis": purpose.basis_label,
            "source": str(Purpose.Source(purpose.source).label),
            "categories": ", ".join(data),
            "vendors": ", ".join(words("vendors", vendor.key) for vendor in purpose.vendors),
            "sends_mail": _plain(purpose.sends_mail),
            "needs_reply_channel": _plain(purpose.needs_reply_channel),
            "calls": _plain(purpose.calls),
            "noticed_on": purpose.noticed_on.isoformat() if purpose.noticed_on else "",
            **{name: getattr(purpose, name) for name in Purpose.ASSESSMENTS},
        }
        return _named(Purpose, values)

    return _pairs(old.purposes_by_key, new.purposes_by_key, lambda purpose: words("purposes", purpose.key), describe)


def _periods(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def title(period: ReleasedPeriod) -> str:
        return f"{words('purposes', period.purpose)}: {period.store_label}"

    def describe(period: ReleasedPeriod) -> dict[str, str]:
        values = {
            "period_value": period.label,
            "action": period.action_label,
            "confirmed_on": period.confirmed_on or _("not yet"),
        }
        return _named(RetentionRule, values)

    return _pairs(old.periods_by_key, new.periods_by_key, title, describe)


def _vendors(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def describe(vendor: ReleasedVendor) -> dict[str, str]:
        contract = vendor.contract_date or ""
        script = f"{Vendor.Script(vendor.script).label} {vendor.script_id}".strip() if vendor.script else ""
        values = {
            "name": vendor.name,
            "role": vendor.role_label,
            "country": vendor.country,
            "safeguards": vendor.safeguards_label,
            "contract_date": f"{contract} (EXAMPLE)" if vendor.is_example else contract,
            "privacy_url": vendor.privacy_url,
            "cookie_url": vendor.cookie_url,
            "subprocessors_url": vendor.subprocessors_url,
            "uses_nobody": _plain(vendor.uses_nobody) if vendor.uses_nobody else "",
            "hosts": ", ".join([*vendor.hosts, *vendor.frame_hosts]),
            "group": words("cookie_groups", vendor.group) if vendor.group else "",
            "script": script,
            "withdrawal": vendor.withdrawal_label,
        }
        return _named(Vendor, values)

    return _pairs(old.vendors_by_key, new.vendors_by_key, lambda vendor: words("vendors", vendor.key), describe)


def _cookie_groups(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def describe(group: ReleasedCookieGroup) -> dict[str, str]:
        return {
            _("Serves the purpose"): words("purposes", group.purpose) if group.purpose else "",
            _("Asked for"): _plain(not group.required),
        }

    return _pairs(
        old.cookie_groups_by_key, new.cookie_groups_by_key, lambda group: words("cookie_groups", group.key), describe
    )


def _cookies(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def describe(row: tuple[str, ReleasedCookie]) -> dict[str, str]:
        group, cookie = row
        value, unit = cookie.duration_value, cookie.duration_unit
        values = {
            "vendor": words("vendors", cookie.vendor_key) if cookie.vendor_key else _("this site"),
            "kind": cookie.kind_label,
            "duration_value": str(CookieFacts.Unit.SESSION.label) if value is None else duration_label(value, unit),
            "staff_only": _plain(cookie.staff_only),
        }
        return {_("Group"): words("cookie_groups", group), **_named(CookieFacts, values)}

    def rows(side: ReleasedRegister) -> dict[str, tuple[str, ReleasedCookie]]:
        return {cookie.key: (group.key, cookie) for group in side.cookie_groups for cookie in group.declared_cookies}

    return _pairs(rows(old), rows(new), lambda row: row[1].key, describe)


def _sections(old: ReleasedRegister, new: ReleasedRegister, words: _Words) -> Iterable[Change]:
    def describe(section: ReleasedSection) -> dict[str, str]:
        values = {
            "document": str(PolicySection.Document(section.document).label),
            "parent": words("sections", section.parent) if section.parent else "",
            "shows": str(PolicySection.Shows(section.shows).label),
            "basis": str(Purpose.Basis(section.basis).label) if section.basis else "",
            "article": section.article,
        }
        return _named(PolicySection, values)

    old_rows, new_rows = ({row.key: row for row in side.sections} for side in (old, new))
    return _pairs(old_rows, new_rows, lambda section: words("sections", section.key), describe)


def _texts(old: Snapshot, new: Snapshot, languages: Iterable[str], words: _Words) -> Iterable[Change]:
    shared = [code for code in languages if code in old.languages and code in new.languages]
    for language, (kind, model) in product(shared, TEXT_KINDS.items()):
        before, after = (side.in_language(language).texts.get(kind, {}) for side in (old, new))
        names = {field: _name(model, field) for field in model.text_fields}
        for change in _texts_of(before, after, names, partial(words, kind)):
            yield replace(change, language=language)


def _texts_of(
    before: Mapping[str, ReleasedText],
    after: Mapping[str, ReleasedText],
    names: Mapping[str, str],
    title: Callable[[str], str],
) -> Iterable[Change]:
    return _pairs(
        {key: (key, text) for key, text in before.items()},
        {key: (key, text) for key, text in after.items()},
        lambda row: title(row[0]),
        lambda row: {label: row[1].get(field) for field, label in names.items()},
    )


def _named(model: type[Model], values: Mapping[str, str]) -> dict[str, str]:
    return {_name(model, field): value for field, value in values.items()}


def _name(model: type[Model], field: str) -> str:
    label = str(model_field(model, field).verbose_name)
    return label[:1].upper() + label[1:]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")
