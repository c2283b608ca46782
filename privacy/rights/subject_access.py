"""Everything held of one person in plain words: what, why, on what ground, until when, who receives it (Art. 15)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from privacy.ledger.models import LedgerEvent
from privacy.ledger.selectors import live_chains
from privacy.outbox.models import OutboxMail
from privacy.personal_data.contract import PersonalData
from privacy.register.models.facts import Purpose
from privacy.register.release import ReleasedPurpose, ReleasedRegister
from privacy.register.selectors import ToldTo, recipients_told, released_register
from privacy.retention.people import records_of

# What stores call things, as people read it.
NAMES: Mapping[str, Any] = {
    "reference": gettext_lazy("Reference"),
    "form": gettext_lazy("Form"),
    "page": gettext_lazy("Page"),
    "address": gettext_lazy("Address"),
    "language": gettext_lazy("Language"),
    "received": gettext_lazy("Received"),
    "answers": gettext_lazy("Answers"),
    "what": gettext_lazy("What"),
    "note": gettext_lazy("Words"),
    "name": gettext_lazy("Name"),
    "kind": gettext_lazy("Kind"),
    "size": gettext_lazy("Size in bytes"),
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "reference given": gettext_lazy("Reference you named"),
    "kept until": gettext_lazy("Kept until"),
    "known since": gettext_lazy("Known since"),
    "restricted since": gettext_lazy("Not used since, at your request"),
    "purpose_key": gettext_lazy("Purpose"),
    "action": gettext_lazy("What happened"),
    "basis": gettext_lazy("Legal basis"),
    "release_number": gettext_lazy("Version of the policy"),
    "channel": gettext_lazy("By way of"),
    "path": gettext_lazy("Page"),
    "at": gettext_lazy("When"),
    "when": gettext_lazy("When"),
    "recorded": gettext_lazy("When"),
    "created_at": gettext_lazy("When"),
    "state": gettext_lazy("State"),
    "outcome": gettext_lazy("Outcome"),
    "reason": gettext_lazy("Reason"),
    "answer": pgettext_lazy("of ours", "Answer"),
    "recipient": gettext_lazy("Who received it"),
    "values": gettext_lazy("Which data"),
    "ground": gettext_lazy("On what ground"),
}
SHOWN = 50
# Says nothing to a person; it stands in the JSON.
TECHNICAL = ("text_hash",)
# (number of a release, purpose key → whom it was told to)
Told = list[tuple[int, Mapping[str, ToldTo]]]
CONSENT, INTEREST = Purpose.Basis.CONSENT, Purpose.Basis.LEGITIMATE_INTEREST


@dataclass(frozen=True)
class Value:
    """One thing that a record says."""

    label: str
    text: str


@dataclass(frozen=True)
class Section:
    """One store: its records, and why and until when it has them."""

    label: str
    provided: bool
    records: tuple[tuple[Value, ...], ...]
    more: int
    purposes: tuple[ReleasedPurpose, ...]
    until: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Permission:
    """A use of the person's data that they can end at once: a consent, or what they may object to."""

    event: LedgerEvent
    title: str
    description: str
    is_consent: bool


def sections_of(subject_ids: Iterable[int], *, limit: int | None = SHOWN) -> list[Section]:
    """Return what is held of these subjects in the active language, at most `limit` records a store, the newest last."""
    return sections(records_of(subject_ids), limit=limit)


def sections(held: Iterable[tuple[PersonalData, list[Any]]], *, limit: int | None) -> list[Section]:
    """Return the same of records that were read already."""
    register, told = released_register(), recipients_told()
    return [_section(store, records, register, told, limit) for store, records in held]


def permissions_of(subject_ids: Iterable[int]) -> list[Permission]:
    """Return the uses that rest on consent or legitimate interest and go on."""
    register = released_register()
    known = {purpose.key: purpose for purpose in register.purposes} if register else {}
    return [
        Permission(
            event,
            known[event.purpose_key].title if event.purpose_key in known else event.purpose_key,
            known[event.purpose_key].description if event.purpose_key in known else "",
            event.basis == CONSENT,
        )
        for event in live_chains(subject_ids)
        if event.basis in (CONSENT, INTEREST)
    ]


def _section(
    store: PersonalData, records: list[Any], register: ReleasedRegister | None, told: Told, limit: int | None
) -> Section:
    known = {purpose.key: purpose for purpose in register.purposes} if register else {}
    shown = records[-limit:] if limit else records
    used = {getattr(record, "purpose_key", "") for record in records} & set(known)
    purposes = tuple(known[key] for key in known if key in (used or store.purposes))
    periods = {period.key: period for period in register.periods} if register else {}
    rules = [periods[key] for key in store.rules if key in periods]
    about = [period for period in rules if period.purpose in {purpose.key for purpose in purposes}] or rules
    return Section(
        label=str(store.label),
        provided=store.provided,
        records=tuple(tuple(values_of(store.export(record), known)) for record in shown),
        more=len(records) - len(shown),
        purposes=purposes,
        until=tuple(dict.fromkeys(period.sentence for period in about)),
        recipients=tuple(sorted(_recipients(records, purposes, told, register.number if register else 0))),
    )


def _recipients(records: list[Any], purposes: tuple[ReleasedPurpose, ...], told: Told, current: int) -> set[str]:
    """Return who received the data, also what was told since they were collected and is told no more (Art. 15(1)(c))."""
    since = min((number for record in records if (number := getattr(record, "release_number", 0))), default=current)
    keys = {purpose.key for purpose in purposes}
    named = (one for number, by_key in told if number >= since for key, one in by_key.items() if key in keys)
    return {company.name for one in named for company in (*one.companies, *one.running)}


def values_of(exported: Mapping[str, Any], purposes: Mapping[str, ReleasedPurpose]) -> list[Value]:
    """Return what a record says, line by line; empty ones are left out."""
    return [value for _name, value in lines_of(exported, purposes)]


def lines_of(exported: Mapping[str, Any], purposes: Mapping[str, ReleasedPurpose]) -> Iterator[tuple[str, Value]]:
    """Yield what a record says with a name for each line that holds nothing of it; empty ones are left out."""
    for name, value in exported.items():
        if name in TECHNICAL:
            continue
        if isinstance(value, Mapping):
            for number, (label, inner) in enumerate(value.items()):
                if text := _text(label, inner, purposes):
                    yield f"{name}.{number}", Value(str(label), text)
        elif text := _text(name, value, purposes):
            yield name, Value(str(NAMES.get(name, name)), text)


def _text(name: str, value: Any, purposes: Mapping[str, ReleasedPurpose]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, list | tuple):
        return ", ".join(_text(name, one, purposes) for one in value)
    words = _coded(name).get(str(value))
    if name == "purpose_key" and value in purposes:
        words = purposes[value].title
    return str(words or value)


def _coded(name: str) -> Mapping[str, Any]:
    words: dict[str, Mapping[str, Any]] = {
        "action": dict(LedgerEvent.Action.choices),
        "basis": dict(Purpose.Basis.choices),
        "state": dict(OutboxMail.State.choices),
        "language": dict(settings.LANGUAGES),
    }
    return words.get(name, {})
