"""Looking for a person under a case, and handing over chosen values of theirs (policy §3.4; R51)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.cases.models import CasePerson, Disclosure, LegalCase
from leads.cases.selectors import may_be_told
from leads.cases.steps import Kind, NotPossible, State, changing, step
from leads.cases.telling import tell
from privacy.access.services import log_records
from privacy.ledger.models import Subject
from privacy.personal_data.contract import all_personal_data
from privacy.personal_data.look_up import Entry, look_up
from privacy.register.selectors import released_register
from privacy.retention.people import Holding, holdings, records_of
from privacy.rights.subject_access import NAMES, lines_of

# Only what is assessed has the basis that a search and a disclosure rest on.
ASSESSED = (State.ASSESSED,)


@dataclass(frozen=True)
class Found:
    """Somebody whom a search found: whose the entries seem to be, by what, and how much each store holds of them."""

    subjects: tuple[int, ...]
    words: str
    how: str
    holdings: tuple[Holding, ...]


@dataclass(frozen=True)
class Line:
    """One value that can be chosen; `key` names it and holds nothing of it."""

    key: str
    label: str
    text: str


@dataclass(frozen=True)
class Record:
    """One record of a store with its lines."""

    store: str
    lines: tuple[Line, ...]


def search(*, case: LegalCase, value: str, by: Any, now: datetime) -> list[Found]:
    """Return everybody who shares an address, number or code. Raises NotPossible unless the case is assessed.

    That somebody looked is written down with the case, and never for what; whom they saw, in the access log.
    """
    with changing(case, by, now, states=ASSESSED, action="search") as current:
        entries = look_up(value)
        step(current, Kind.SEARCHED, by, now)
        log_records(by, "read", [(Subject, entry.subject_id, current.purpose_key) for entry in entries], now)
    # Whom an address names is one person, however many entries there are; a number or a code may be several people's.
    named = [entry for entry in entries if entry.shared.is_named()]
    return [_found(group) for group in (named, *([entry] for entry in entries if entry not in named)) if group]


def _found(entries: list[Entry]) -> Found:
    subjects = tuple(entry.subject_id for entry in entries)
    words = dict.fromkeys(entry.words for entry in entries)
    return Found(subjects, " · ".join(words), entries[0].how, tuple(holdings(subjects)))


def add_person(*, case: LegalCase, subject_ids: Iterable[int], by: Any, now: datetime) -> CasePerson:
    """Say that a case concerns a person who was found under it; the same person is added once."""
    wanted = set(subject_ids)
    with changing(case, by, now, states=ASSESSED) as current:
        for person in current.people.prefetch_related("subjects"):
            if wanted & {subject.pk for subject in person.subjects.all()}:
                return person
        person = CasePerson.objects.create(case=current, found_at=now, found_by=by)
        person.subjects.set(Subject.objects.filter(pk__in=wanted))
        step(current, Kind.PERSON, by, now)
    return person


def subjects_of(person: CasePerson) -> list[int]:
    """Return the ids of the subjects that a person is known by."""
    return list(person.subjects.order_by("pk").values_list("pk", flat=True))


def records_to_choose(person: CasePerson) -> list[Record]:
    """Return everything held of a person, line by line, in the active language."""
    register = released_register()
    purposes = {purpose.key: purpose for purpose in register.purposes} if register else {}
    found = []
    for store, records in records_of(subjects_of(person)):
        if store.model is Disclosure:
            continue
        for record in records:
            prefix = f"{store.model._meta.label_lower}:{record.pk}"
            lines = tuple(
                Line(f"{prefix}:{name}", value.label, value.text)
                for name, value in lines_of(store.export(record), purposes)
            )
            if lines:
                found.append(Record(str(store.label), lines))
    return found


def disclose(
    *,
    person: CasePerson,
    keys: Collection[str],
    authority: str,
    recipient: str,
    ground: str,
    bar: str,
    bar_until: date | None,
    by: Any,
    now: datetime,
) -> Disclosure:
    """Write down which values are handed to whom, and why; nothing has left yet. Raises NotPossible.

    Only the chosen lines are in it: none chosen is refused.
    """
    wanted = set(keys)
    with changing(person.case, by, now, states=ASSESSED) as current:
        known = {line.key: (record.store, line.label) for record in records_to_choose(person) for line in record.lines}
        chosen = [{"key": key, "store": known[key][0], "label": known[key][1]} for key in known if key in wanted]
        if not chosen:
            raise NotPossible(_("Choose at least one value to hand over."))
        made = Disclosure.objects.create(
            case=current,
            person=person,
            fields=chosen,
            authority=authority.strip(),
            recipient=recipient.strip(),
            ground=ground.strip(),
            bar=bar.strip(),
            bar_until=bar_until if bar.strip() else None,
            made_at=now,
            made_by=by,
        )
        if made.bar:
            step(current, Kind.BARRED, by, now, made.bar)
    return made


def export_file(*, disclosure: Disclosure, by: Any, now: datetime) -> list[Record]:
    """Return the chosen values as they are now; the first time counts as handing over, and the person is told.

    Two look before data leave: it is first taken out by somebody else than who chose (R94). Each record is written down.
    Raises NotPossible to who chose, once the case is decided, or when nothing of it is held any more.
    """
    with changing(disclosure.case, by, now, states=ASSESSED, action="export") as current:
        locked = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
        if locked.taken_at is None and locked.made_by_id == by.pk:
            raise NotPossible(_("You chose what is handed over: somebody else must look and take it out."))
        wanted = {field["key"] for field in disclosure.fields}
        kept = [
            Record(record.store, lines)
            for record in records_to_choose(disclosure.person)
            if (lines := tuple(line for line in record.lines if line.key in wanted))
        ]
        if not kept:
            raise NotPossible(_("None of these values is held any more."))
        log_chosen(kept, "export", by, now)
        if locked.taken_at is None:
            locked.taken_at = now
            locked.save(update_fields=["taken_at"])
            count = len(locked.fields)
            words = ngettext("%(n)d value to %(who)s", "%(n)d values to %(who)s", count)
            step(current, Kind.DISCLOSED, by, now, words % {"n": count, "who": locked.authority})
            if not locked.bar:
                tell(disclosure=locked, by=by, now=now)
    return kept


def log_chosen(records: Iterable[Record], action: str, by: Any, now: datetime) -> None:
    """Write down each record that was shown or taken out, by what the keys of its lines say."""
    stores = {store.model._meta.label_lower: store for store in all_personal_data()}
    seen = []
    for record in records:
        label, pk, _name = record.lines[0].key.split(":", 2)
        seen.append((stores[label].model, int(pk), next(iter(stores[label].purposes), "")))
    log_records(by, action, seen, now)


def move_bar(*, disclosure: Disclosure, bar: str, bar_until: date, by: Any, now: datetime) -> None:
    """Say that the person must still not know, why, and until when; also after the decision. Raises NotPossible."""
    with changing(disclosure.case, by, now, states=tuple(State)) as current:
        untold = Disclosure.objects.filter(pk=disclosure.pk, told_at=None)
        if not untold.update(bar=bar.strip(), bar_until=bar_until):
            raise NotPossible(_("The person was told already."))
        step(current, Kind.BARRED, by, now, bar)


def told_by_hand(*, disclosure: Disclosure, by: Any, now: datetime) -> None:
    """Write down that the person, who has no e-mail address with us, was told another way. Raises NotPossible."""
    with changing(disclosure.case, by, now, states=tuple(State)) as current:
        waits = Disclosure.objects.filter(may_be_told(timezone.localdate(now)), pk=disclosure.pk, told_at=None)
        if not waits.filter(taken_at__isnull=False).update(told_at=now):
            raise NotPossible(_("Nothing was handed over yet, or the person was told already."))
        step(current, Kind.TOLD, by, now)


def labels_by_store(fields: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Return store → the labels of what was chosen of it, each once, in the active language.

    A question of a form keeps the words in which the person read it.
    """
    stores = {store.model._meta.label_lower: str(store.label) for store in all_personal_data()}
    found: dict[str, list[str]] = {}
    for field in fields:
        model, _pk, name = field["key"].split(":", 2)
        labels = found.setdefault(stores.get(model, field["store"]), [])
        label = str(NAMES.get(name, field["label"]))
        if label not in labels:
            labels.append(label)
    return found
