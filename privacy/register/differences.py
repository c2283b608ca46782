"""What changed from one state of the register to another, in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _
from django_countries import countries

from privacy.personal_data.labels import store_label
from privacy.register.models.facts import Controller, CookieFacts, Purpose, PurposeCategory, RetentionRule, Vendor
from privacy.register.models.texts import TEXT_MODELS
from privacy.register.periods_in_words import duration_label, period_label
from privacy.register.release import may_call

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
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None

    @property
    def count(self) -> int:
        return sum(len(group.changes) for group in self.groups)

    @property
    def wording_only(self) -> bool:
        return all(group.key == "texts" for group in self.groups)

    def __bool__(self) -> bool:
        return bool(self.groups)


Data = dict[str, Any]
EMPTY: Data = {"controller": {}, "purposes": {}, "retention": {}, "vendors": {}, "cookie_groups": {}, "texts": {}}


def compare(before: Data | None, after: Data, languages: Sequence[str] | None = None) -> Difference:
    """Return the difference, with texts in `languages` (by default all that either side has)."""
    old = before or EMPTY
    words = _Words(old, after)
    codes = list(languages or dict.fromkeys([*after["texts"], *old["texts"]]))
    found = [
        ("languages", _("Languages"), _languages(old, after)),
        ("controller", _("Company details"), _controller(old, after)),
        ("purposes", _("Purposes"), _facts(old, after, "purposes", words, _purpose)),
        ("retention", _("How long data are kept"), _facts(old, after, "retention", words, _rule)),
        ("vendors", _("Other companies"), _facts(old, after, "vendors", words, _vendor)),
        ("cookies", _("Cookies"), _cookies(old, after, words)),
        ("texts", _("Texts"), [change for code in codes for change in _texts(old, after, code, words)]),
    ]
    groups = tuple(ChangeGroup(key, label, tuple(changes)) for key, label, changes in found if changes)
    return Difference(groups, before, after)


class _Words:
    """Names of things as readers know them, in the source language, from either side."""

    def __init__(self, *sides: Data) -> None:
        self.sides = [side["texts"].get(settings.LANGUAGE_CODE, {}) for side in reversed(sides)]
        self.names = {key: facts["name"] for side in sides for key, facts in side["vendors"].items()}

    def __call__(self, kind: str, key: str) -> str:
        if kind == "vendors":
            return str(self.names.get(key, key))
        if kind == "banner":
            return _("Cookie banner and settings")
        field = {"categories": "label", "cookie_groups": "label", "purposes": "title"}.get(kind, "")
        for side in self.sides:
            if side.get(kind, {}).get(key, {}).get(field):
                return str(side[kind][key][field])
        return key


Describe = Callable[[Data, _Words], dict[str, str]]


def _facts(old: Data, new: Data, kind: str, words: _Words, describe: Describe) -> Iterable[Change]:
    return list(_pairs(old[kind], new[kind], lambda facts: _title(kind, facts, words), lambda f: describe(f, words)))


def _title(kind: str, facts: Data, words: _Words) -> str:
    if kind == "retention":
        return f"{words('purposes', facts['purpose'])}: {store_label(facts['store'])}"
    return words(kind, facts["key"])


def _pairs(
    old: Data, new: Data, title: Callable[[Data], str], describe: Callable[[Data], dict[str, str]]
) -> Iterable[Change]:
    for key in dict.fromkeys([*new, *old]):
        if key not in old:
            yield Change(ADDED, title(new[key]), _fields({}, describe(new[key])))
        elif key not in new:
            yield Change(REMOVED, title(old[key]), _fields(describe(old[key]), {}))
        elif fields := _fields(describe(old[key]), describe(new[key])):
            yield Change(CHANGED, title(new[key]), fields)


def _fields(old: dict[str, str], new: dict[str, str]) -> tuple[FieldChange, ...]:
    labels = dict.fromkeys([*new, *old])
    return tuple(
        FieldChange(label, old.get(label, ""), new.get(label, ""))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )


def _languages(old: Data, new: Data) -> list[Change]:
    names = dict(settings.LANGUAGES)
    before, after = set(old["texts"]), set(new["texts"])
    if not before:
        return []
    return [Change(ADDED, names.get(code, code)) for code in new["texts"] if code not in before] + [
        Change(REMOVED, names.get(code, code)) for code in old["texts"] if code not in after
    ]


def _controller(old: Data, new: Data) -> list[Change]:
    def describe(values: Data) -> dict[str, str]:
        return {
            _name(Controller, field): _plain(value)
            for field, value in values.items()
            if field != "site_url" and _plain(value)
        }

    if not old["controller"]:
        return []
    fields = _fields(describe(old["controller"]), describe(new["controller"]))
    return [Change(CHANGED, new["controller"].get("public_name", ""), fields)] if fields else []


def _purpose(facts: Data, words: _Words) -> dict[str, str]:
    data = [
        f"{words('categories', use['key'])} ({PurposeCategory.Requirement(use['requirement']).label})"
        for use in facts["categories"]
    ]
    return {
        _name(Purpose, "section"): f"§{facts['section']}" if facts["section"] else "",
        _name(Purpose, "basis"): str(Purpose.Basis(facts["basis"]).label),
        _name(Purpose, "source"): str(Purpose.Source(facts["source"]).label),
        _name(Purpose, "categories"): ", ".join(data),
        _name(Purpose, "vendors"): ", ".join(words("vendors", key) for key in facts["vendors"]),
        _name(Purpose, "sends_mail"): _plain(facts["sends_mail"]),
        _name(Purpose, "needs_reply_channel"): _plain(facts["needs_reply_channel"]),
        _name(Purpose, "calls"): _plain(may_call(facts)),
        _name(Purpose, "noticed_on"): facts["noticed_on"] or "",
        **{_name(Purpose, name): facts.get(name, "") for name in Purpose.ASSESSMENTS},
    }


def _rule(facts: Data, words: _Words) -> dict[str, str]:
    return {
        _name(RetentionRule, "period_value"): period_label(facts["value"], facts["unit"], facts["trigger"]),
        _name(RetentionRule, "action"): str(RetentionRule.Action(facts["action"]).label),
        _name(RetentionRule, "confirmed_on"): facts["confirmed_on"] or _("not yet"),
    }


def _vendor(facts: Data, words: _Words) -> dict[str, str]:
    contract = facts["contract_date"] or ""
    return {
        _name(Vendor, "name"): facts["name"],
        _name(Vendor, "role"): str(Vendor.Role(facts["role"]).label),
        _name(Vendor, "country"): str(countries.name(facts["country"])),
        _name(Vendor, "safeguards"): str(Vendor.Safeguards(facts["safeguards"]).label) if facts["safeguards"] else "",
        _name(Vendor, "contract_date"): f"{contract} (EXAMPLE)" if facts["is_example"] else contract,
        _name(Vendor, "privacy_url"): facts["privacy_url"],
        _name(Vendor, "cookie_url"): facts["cookie_url"],
        _name(Vendor, "hosts"): ", ".join([*facts["hosts"], *facts["frame_hosts"]]),
        _name(Vendor, "group"): words("cookie_groups", facts["group"]) if facts["group"] else "",
        _name(Vendor, "script"): _script(facts),
        _name(Vendor, "withdrawal"): str(Vendor.Withdrawal(facts["withdrawal"]).label),
    }


def _script(facts: Data) -> str:
    script = facts.get("script")
    return f"{Vendor.Script(script).label} {facts['script_id']}".strip() if script else ""


def _cookies(old: Data, new: Data, words: _Words) -> list[Change]:
    def group(facts: Data) -> dict[str, str]:
        return {
            _("Serves the purpose"): words("purposes", facts["purpose"]) if facts["purpose"] else "",
            _("Asked for"): _plain(not facts["required"]),
        }

    def cookie(facts: Data) -> dict[str, str]:
        value, unit = facts["duration_value"], facts["duration_unit"]
        kept = duration_label(value, unit) if value is not None else str(CookieFacts.Unit.SESSION.label)
        return {
            _("Group"): words("cookie_groups", facts["group"]),
            _name(CookieFacts, "vendor"): words("vendors", facts["vendor"]) if facts["vendor"] else _("this site"),
            _name(CookieFacts, "kind"): str(CookieFacts.Kind(facts["kind"]).label),
            _name(CookieFacts, "duration_value"): kept,
            _name(CookieFacts, "staff_only"): _plain(facts["staff_only"]),
        }

    def flat(side: Data) -> Data:
        groups = side["cookie_groups"].values()
        return {row["key"]: {**row, "group": group["key"]} for group in groups for row in group["cookies"]}

    groups = _pairs(
        old["cookie_groups"], new["cookie_groups"], lambda facts: words("cookie_groups", facts["key"]), group
    )
    return [*groups, *_pairs(flat(old), flat(new), lambda facts: str(facts["key"]), cookie)]


TEXT_KINDS = dict(
    zip(("purposes", "categories", "vendors", "cookie_groups", "cookies", "banner"), TEXT_MODELS, strict=True)
)


def _texts(old: Data, new: Data, language: str, words: _Words) -> Iterable[Change]:
    before, after = old["texts"].get(language), new["texts"].get(language)
    if before is None or after is None:
        return
    for kind, model in TEXT_KINDS.items():
        names = {field: _name(model, field) for field in model.text_fields}
        rows = _pairs(
            {key: {**row, "key": key} for key, row in before.get(kind, {}).items()},
            {key: {**row, "key": key} for key, row in after.get(kind, {}).items()},
            lambda row, kind=kind: words(kind, row["key"]),
            lambda row, names=names: {label: row.get(field, "") for field, label in names.items()},
        )
        for change in rows:
            yield Change(change.kind, change.title, change.fields, language)


def _name(model: type[Model], field: str) -> str:
    label = str(model._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value or "")
