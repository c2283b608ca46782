"""The contract that every store of personal data fulfils, and the registry that proves none is missing."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from graphlib import TopologicalSorter
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import (
    BooleanField,
    DateTimeField,
    EmailField,
    Field,
    GenericIPAddressField,
    Model,
    QuerySet,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.keys.fields import EncryptedTextField


class NotErasable(Exception):
    """A record that must be kept; the reason is shown to the person who asked."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(reason)
        self.reason = reason


class NotCorrect(Exception):
    """A value that cannot take the place of a wrong one; the message says why, to staff."""


@dataclass(frozen=True)
class Trait:
    """Something that tells whose records are: in full for whoever decides, and without a value of anybody (or empty)."""

    full: str
    masked: str = ""


class PersonalData:
    """How one model with personal data answers to a person's rights and to the clock (GDPR Art. 5, 15–21).

    `label` is what a person reads of the store; `fields` maps each personal field to its data category key;
    `purposes` are the keys the data serve; `rules` are the keys of the retention rules that `expire` carries out on it.
    `label`, `find`, `export` and `erase` have no default: a room says each for itself (kargro.E002). Every other column
    stands in `not_personal`, under the reason why it says nothing about the person (kargro.E005).
    """

    label: ClassVar[str | Promise] = ""
    model: ClassVar[type[Model]]
    purposes: ClassVar[tuple[str, ...]] = ()
    fields: ClassVar[Mapping[str, str]] = {}
    # Why → columns. Relations, moments, choices and yes or no need none.
    not_personal: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    rules: ClassVar[tuple[str, ...]] = ()
    # The triggers that `due` counts from, and what `expire` then does, as the register names them.
    counts_from: ClassVar[tuple[str, ...]] = ()
    ends_by: ClassVar[tuple[str, ...]] = ("delete",)
    # Whether the person gave these data, or we made them (Art. 15(1)(g), 20).
    provided: ClassVar[bool] = False

    def known_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Return the ids of the subjects that this store knows by a value; `scope` is email, phone or reference."""
        return ()

    def shared_by(self, *, scope: str, value: str) -> Iterable[int]:
        """Return those whose records here hold a value that others may have as well: colleagues share a number."""
        return ()

    def traits(self, *, subject_ids: Iterable[int]) -> Iterable[tuple[int, Trait]]:
        """Yield, by subject, what tells an officer whose the records seem to be."""
        return ()

    def went_to(self, *, subject_ids: Iterable[int]) -> Iterable[str]:
        """Return who outside received records about these subjects, and must hear when they change (Art. 19)."""
        return ()

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Any]:
        """Return the records about these subjects."""
        raise NotImplementedError

    def kept_for(self, purpose: str) -> QuerySet[Any]:
        """Return the records kept for one of the store's purposes; parts that name none go with their whole."""
        rows = self.model._default_manager.all()
        if purpose not in self.purposes:
            return rows.none()
        if any(field.name == "purpose_key" for field in self.model._meta.concrete_fields):
            return rows.filter(purpose_key=purpose)
        return rows if len(self.purposes) == 1 else rows.none()

    def export(self, record: Any) -> dict[str, Any]:
        """Return the record as plain values, names for people as keys (Art. 15, 20)."""
        raise NotImplementedError

    def files(self, record: Any) -> Iterable[tuple[str, bytes]]:
        """Yield the files that belong to a record, by name: part of a copy (Art. 15(3))."""
        return ()

    def correctable(self, record: Any) -> Mapping[str, tuple[Any, str]]:
        """Return what of a record can be put right: name → its label and its value now; by default nothing."""
        return {}

    def correct(self, record: Any, values: Mapping[str, Any], *, now: datetime) -> None:
        """Put right what is wrong (Art. 16); raises NotCorrect."""
        for name in self.fields.keys() & values.keys():
            setattr(record, name, values[name])
        record.save(update_fields=sorted(self.fields.keys() & values.keys()))

    def triggers(self, rule: str) -> Collection[str]:
        """Return the triggers that a rule may count from in this store."""
        return self.counts_from

    def parts(self, record: Any) -> Mapping[str, Any]:
        """Return what of a record a legal hold may keep apart from the rest: name → its label; by default nothing."""
        return {}

    def reduce(self, record: Any, *, keep: Collection[str], now: datetime) -> None:
        """Delete every part of a record that is not in `keep`: a hold on single values keeps those alone (R52)."""
        raise NotImplementedError

    def all_due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        """Return what is due by `rule`, with what a legal hold keeps."""
        raise NotImplementedError

    def not_held(self, due: QuerySet[Any]) -> QuerySet[Any]:
        """Return what is `due` without what a legal hold keeps (Art. 17(3)(e)); every `due` goes through it."""
        subjects = held_subjects(self.model)
        return due.exclude(pk__in=self.find(subject_ids=subjects).values("pk")) if subjects else due

    def erase(self, record: Any, *, now: datetime) -> None:
        """Delete the record (Art. 17); raises NotErasable with the reason when it must be kept."""
        raise NotImplementedError

    def due(self, rule: str, *, before: datetime) -> QuerySet[Any]:
        """Return the records whose trigger of `rule` lies before `before`."""
        raise NotImplementedError

    def expire(self, rule: str, *, before: datetime, now: datetime, limit: int) -> int:
        """Carry out `rule` on at most `limit` due records; return how many."""
        ids = list(self.due(rule, before=before).values_list("pk", flat=True)[:limit])
        self.model._default_manager.filter(pk__in=ids).delete()
        return len(ids)


class NamesNobody:
    """For a store whose records are about no subject: nothing of it belongs to one person's copy or erasure.

    Put it before `PersonalData`, and say in the class why nobody is named.
    """

    model: ClassVar[type[Model]]

    def find(self, *, subject_ids: Iterable[int]) -> QuerySet[Any]:
        """Return none."""
        return self.model._default_manager.none()

    def export(self, record: Any) -> dict[str, Any]:
        """Return nothing: a copy holds what is about the person."""
        return {}

    def erase(self, record: Any, *, now: datetime) -> None:
        """Refuse: the record goes by its period alone."""
        raise NotErasable(_("This names nobody and goes when its period is over."))


_registered: dict[type[Model], PersonalData] = {}
_exempt: dict[str, str] = {}
_plain: dict[str, frozenset[str]] = {}
Holds = Callable[[str], Sequence[int]]
_holds: list[Holds] = []


def register_holds(source: Holds) -> None:
    """Make known who says whose records of a model ("app_label.Model") are held; call it in AppConfig.ready."""
    if source not in _holds:
        _holds.append(source)


def held_subjects(model: type[Model]) -> list[int]:
    """Return the ids of the subjects whose records of a model a legal hold keeps."""
    return sorted({pk for source in _holds for pk in source(model._meta.label)})


def register_personal_data(cls: type[PersonalData]) -> type[PersonalData]:
    """Class decorator: declare a store of personal data. Its `due` leaves out what a legal hold keeps."""
    due = cls.due

    @wraps(due)
    def free(self: PersonalData, rule: str, *, before: datetime) -> QuerySet[Any]:
        return self.not_held(due(self, rule, before=before))

    cls.due, cls.all_due = free, due  # type: ignore[method-assign]
    _registered[cls.model] = cls()
    return cls


def exempt(model: str, reason: str, *, columns: Iterable[str] = ()) -> None:
    """Declare that a model ("app_label.Model") holds no personal data of visitors, and why.

    `columns` are those that look as if they did, such as the addresses of members of staff (kargro.E006).
    """
    _exempt[model.lower()] = reason
    _plain[model.lower()] = frozenset(columns)


def all_personal_data() -> tuple[PersonalData, ...]:
    """Return every declared store."""
    return tuple(_registered.values())


def children_first() -> list[PersonalData]:
    """Return every declared store, those that point at another before it: what goes last is what others hang on."""
    stores = {store.model: store for store in all_personal_data()}
    before: dict[type[Model], set[type[Model]]] = {model: set() for model in stores}
    for model in stores:
        for field in model._meta.concrete_fields:
            if field.related_model in stores and field.related_model is not model:
                before[field.related_model].add(model)
    return [stores[model] for model in TopologicalSorter(before).static_order()]


@dataclass(frozen=True)
class CarriedOut:
    """What the stores can do by a rule: the triggers they all count from, and how they all end a record."""

    triggers: frozenset[str]
    actions: frozenset[str]


def carried_out(rule: str) -> CarriedOut | None:
    """Return what the stores that carry out a rule can do; None when no store does."""
    stores = [store for store in all_personal_data() if rule in store.rules]
    if not stores:
        return None
    triggers = frozenset.intersection(*(frozenset(map(str, store.triggers(rule))) for store in stores))
    return CarriedOut(triggers, frozenset.intersection(*(frozenset(store.ends_by) for store in stores)))


def unsaid(store: PersonalData) -> list[str]:
    """Return what a store leaves unsaid of `label`, `find`, `export` and `erase`."""
    own = {name for base in type(store).__mro__ if base not in (PersonalData, object) for name in vars(base)}
    return [name for name in ("label", "find", "export", "erase") if name not in own or not getattr(store, name)]


def is_carried_out(store: PersonalData) -> bool:
    """Tell whether a store has a rule and can say what is due by it."""
    # What `register_personal_data` put there is the contract's own when the store has none.
    due = getattr(type(store).all_due, "__qualname__", "")
    return bool(store.rules) and due != PersonalData.due.__qualname__


def exempt_models() -> Mapping[str, str]:
    """Return the exempt models with their reasons."""
    return dict(_exempt)


def undeclared_models() -> list[type[Model]]:
    """Return the models, of whatever app, that are neither declared nor exempt."""
    return [model for model in apps.get_models() if model not in _registered and model._meta.label_lower not in _exempt]


def unmapped_columns(store: PersonalData) -> list[str]:
    """Return the columns of a store that are neither a data category's nor said to be about nobody."""
    said = {*store.fields, *(name for names in store.not_personal.values() for name in names)}
    columns = store.model._meta.concrete_fields
    return [field.name for field in columns if field.name not in said and not _says_nothing(field)]


def _says_nothing(field: "Field[Any, Any]") -> bool:
    """A key, a relation, a moment, one of a few words, yes or no."""
    plain = isinstance(field, BooleanField | DateTimeField)
    return field.primary_key or field.is_relation or bool(field.choices) or plain


# The data categories that are never kept in plain text, whatever their columns are called.
WORDS_AND_WAYS = frozenset({"name", "email", "phone", "message", "ip_address"})
PERSONAL = re.compile(
    r"(^|_)(e?mail|phone|mobile|ip|address|birth\w*|born|iban|bsn|post(al_)?code|(first|last|full|sur)_?name|user_agent)(_|$)"
)


def plain_columns(model: type[Model]) -> list[str]:
    """Return the columns of a model that look like somebody's and stand there for everybody to read."""
    known = _plain.get(model._meta.label_lower, frozenset())
    fields = _registered[model].fields if model in _registered else {}
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if field.name not in known and not _says_nothing(field) and _looks_personal(field, fields.get(field.name, ""))
    ]


def _looks_personal(field: "Field[Any, Any]", category: str) -> bool:
    if isinstance(field, EncryptedTextField) or re.search(r"(^|_)hash$", field.name):
        return False
    return (
        category in WORDS_AND_WAYS
        or isinstance(field, EmailField | GenericIPAddressField)
        or bool(PERSONAL.search(field.name))
    )
