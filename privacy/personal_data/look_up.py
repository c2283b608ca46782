"""The one look-up of every desk, page and command: who shares what somebody gave, and whose it seems to be (R95).

What is typed is kept nowhere. It is read in every way (`privacy.keys.readings`): as an address, as a number of any country, as
a code of any of our kinds. An address names a person. A number may be shared and a code passed on, so a person decides.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.personal_data.contract import PersonalData, Trait, all_personal_data

SCOPES: Mapping[str, str | Promise] = {
    "email": _("by the e-mail address"),
    "phone": _("by the phone number"),
    "reference": _("by the reference"),
}
NOBODY = _("somebody whose name is not kept")


@dataclass(frozen=True)
class Shared:
    """By what somebody in our records shares what was given: what they are known by, and what stands in a record of theirs."""

    known: frozenset[str]
    held: frozenset[str]

    def is_named(self, *, called_back: bool = False) -> bool:
        """Whether what was given names them, as nobody else: the one rule of every desk and command.

        An address does. A code can be somebody else's, and a number is often a company's: a code counts once whoever
        gave it was called back on it (`called_back`).
        """
        return "email" in self.known or (called_back and "reference" in self.known)


@dataclass(frozen=True)
class Entry:
    """Somebody in our records who shares what was given, and whose it seems to be."""

    subject_id: int
    shared: Shared
    traits: tuple[Trait, ...]

    @property
    def how(self) -> str:
        """Return by what they were found."""
        return ", ".join(str(words) for scope, words in SCOPES.items() if scope in self.shared.known | self.shared.held)

    @property
    def words(self) -> str:
        """Return whose it seems to be."""
        return " · ".join(trait.full for trait in self.traits) or str(NOBODY)

    @property
    def masked(self) -> str:
        """Return the same without a value of anybody."""
        return " · ".join(trait.masked for trait in self.traits if trait.masked) or str(NOBODY)


def look_up(*given: str) -> list[Entry]:
    """Return every entry that shares one of the things that were given, those named by it first."""
    return entries_of(sharing(*given))


def entries_of(found: Mapping[int, Shared]) -> list[Entry]:
    """Return the entries of those who share something, those named by it first."""
    traits = traits_of(found)
    entries = [Entry(pk, shared, traits[pk]) for pk, shared in sorted(found.items())]
    return sorted(entries, key=lambda entry: not entry.shared.is_named())


def sharing(*given: str) -> dict[int, Shared]:
    """Return, by subject, who shares one of the things that were given."""
    wanted = [text for text in given if text.strip()]
    known = _scopes(wanted, lambda store: store.known_by)
    held = _scopes(wanted, lambda store: store.shared_by)
    return {pk: Shared(frozenset(known.get(pk, ())), frozenset(held.get(pk, ()))) for pk in {*known, *held}}


def find_person(*, scope: str, value: str) -> list[int]:
    """Return the subjects that are known by a value; `scope` is email, phone or reference, else ValueError.

    For what a person proved to be theirs. Whoever asks on somebody's word alone wants `look_up`.
    """
    if scope not in SCOPES:
        raise ValueError(scope)
    stores = all_personal_data() if value.strip() else ()
    return sorted({pk for store in stores for pk in store.known_by(scope=scope, value=value)})


def traits_of(subject_ids: Iterable[int]) -> dict[int, tuple[Trait, ...]]:
    """Return, by subject, what every store tells of whose the records seem to be, each thing once."""
    found: dict[int, dict[Trait, None]] = {pk: {} for pk in subject_ids}
    for store in all_personal_data() if found else ():
        for pk, trait in store.traits(subject_ids=sorted(found)):
            found[pk].setdefault(trait)
    return {pk: tuple(traits) for pk, traits in found.items()}


def _scopes(wanted: Iterable[str], ask: Callable[[PersonalData], Callable[..., Iterable[int]]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for store in all_personal_data():
        for scope in SCOPES:
            for text in wanted:
                for pk in ask(store)(scope=scope, value=text):
                    found.setdefault(pk, set()).add(scope)
    return found
