"""What a register holds, in types: facts and texts joined, as one language reads them, released or still a draft.

`snapshot.py` makes these objects; nobody else knows the JSON that a release is kept in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import get_language, gettext
from django_countries import countries

from privacy.personal_data.labels import store_label
from privacy.register.banner import default_words
from privacy.register.models.facts import Purpose, PurposeCategory, RetentionRule
from privacy.register.periods_in_words import duration_label, period_label
from privacy.register.providers import BACKUPS, Provider
from privacy.register.released_companies import AskedVersion, ReleasedCookieGroup, ReleasedVendor
from privacy.register.released_section import ReleasedSection, document_of


@dataclass(frozen=True)
class ReleasedController:
    """Who answers for the data (Art. 13(1)(a))."""

    public_name: str = ""
    legal_name: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country_code: str = ""
    phone: str = ""
    phone_e164: str = ""
    email: str = ""
    access_email: str = ""
    authority_name: str = ""
    authority_url: str = ""
    dpo_name: str = ""
    dpo_email: str = ""
    automated_decisions: bool = False
    platform_url: str = ""
    site_url: str = ""
    data_countries: tuple[str, ...] = ()
    # Who runs the servers, the mail and the backups, as far as that was said.
    providers: tuple[Provider, ...] = ()

    @property
    def country(self) -> str:
        return str(countries.name(self.country_code))

    @property
    def hosting(self) -> str:
        """The countries where data are stored, in words."""
        return get_text_list([str(countries.name(code)) for code in self.data_countries], gettext("and"))

    @property
    def hosted_in_union(self) -> bool:
        """Whether all data are stored within the European Union (policy §5)."""
        return bool(self.data_countries) and set(self.data_countries) <= set(settings.EUROPEAN_UNION.split(","))

    @property
    def keeps_backups(self) -> bool:
        """Whether the site makes backups, as far as it says who keeps them."""
        return any(provider.place == BACKUPS for provider in self.providers)

    @property
    def hosting_region(self) -> str:
        """Where data are, as machines write it: EU, or nothing that could be said of all of them."""
        return "EU" if self.hosted_in_union else ""

    @property
    def values(self) -> dict[str, str | bool]:
        """The company details by the names of the facts they are."""
        outside = ("site_url", "data_countries", "providers")
        names = (name for name in vars(self) if name not in outside)
        return {name.replace("country_code", "country"): getattr(self, name) for name in names}


@dataclass(frozen=True)
class ReleasedCategory:
    """A kind of data as a purpose uses it."""

    key: str
    label: str = ""
    explanation: str = ""
    requirement: str = "optional"

    @property
    def requirement_label(self) -> str:
        return str(PurposeCategory.Requirement(self.requirement).label)

    @property
    def is_asked(self) -> bool:
        """Whether a person is asked for it."""
        return PurposeCategory.Requirement(self.requirement).is_asked


@dataclass(frozen=True)
class ReleasedPeriod:
    """How long a store keeps the data of a purpose."""

    key: str
    purpose: str
    store: str = ""
    value: int | None = None
    unit: str = "months"
    trigger: str = "created"
    action: str = "delete"
    confirmed_on: str | None = None

    @property
    def length(self) -> str:
        """The period in words, empty when it has no length of its own."""
        if self.value is None:
            return ""
        return duration_label(self.value, self.unit)

    @property
    def label(self) -> str:
        """The whole rule in words: "12 months after the last contact"."""
        return period_label(self.value, self.unit, self.trigger)

    @property
    def store_label(self) -> str:
        """What is kept, in words."""
        return store_label(self.store)

    @property
    def action_label(self) -> str:
        return str(RetentionRule.Action(self.action).label)

    @property
    def sentence(self) -> str:
        """What happens when: "Deleted 12 months after the last contact"; what has no end is kept, not deleted."""
        if self.value is None:
            return gettext("Kept %(period)s") % {"period": self.label}
        return gettext("%(action)s %(period)s") % {"action": capfirst(self.action_label), "period": self.label}


@dataclass(frozen=True)
class ReleasedPurpose:
    """A purpose with everything its notice says."""

    key: str
    section: str = ""
    status: str = "in_use"
    basis: str = ""
    source: str = ""
    sends_mail: bool = False
    needs_reply_channel: bool = False
    calls: bool = False
    noticed_on: date | None = None
    interest_assessment: str = ""
    impact_assessment: str = ""
    title: str = ""
    description: str = ""
    interest: str = ""
    requirement_note: str = ""
    consent_label: str = ""
    consent_help: str = ""
    categories: tuple[ReleasedCategory, ...] = ()
    periods: tuple[ReleasedPeriod, ...] = ()
    vendors: tuple[ReleasedVendor, ...] = ()
    # The companies that run what its data stand on or travel by.
    run_by: tuple[ReleasedVendor, ...] = ()
    text_hash: str = ""

    @property
    def recipients(self) -> tuple[ReleasedVendor, ...]:
        """Every company that receives data of it (Art. 13(1)(e)): its own, and those that run the website."""
        return tuple(dict.fromkeys((*self.vendors, *self.run_by)))

    @property
    def basis_label(self) -> str:
        return str(Purpose.Basis(self.basis).label)

    @property
    def ended(self) -> bool:
        """Whether nothing new is collected for it, and what is left is kept until its period is over."""
        return self.status == Purpose.Status.ENDED

    @property
    def in_use(self) -> bool:
        """Whether something carries it out now; what is only prepared is in no release."""
        return self.status == Purpose.Status.IN_USE

    @property
    def category_keys(self) -> frozenset[str]:
        return frozenset(category.key for category in self.categories)


@dataclass(frozen=True)
class ReleasedText:
    """The words about one fact in one language; false when there are none.

    A release holds approved words only. A draft says which row they stand in, and whether they are approved.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    sha256: str = ""
    row_id: int | None = None
    approved: bool = True

    def __bool__(self) -> bool:
        return bool(self.words)

    def get(self, name: str) -> str:
        """Return the words of a field, empty when there are none."""
        return self.words.get(name, "")


NO_TEXT = ReleasedText()
# kind of fact → key of the fact → its words
Texts = Mapping[str, Mapping[str, ReleasedText]]


@dataclass(frozen=True, eq=False)
class ReleasedRegister:
    """The register in one language. Look-ups by key raise KeyError for what it does not hold."""

    language: str
    number: int = 0
    published_at: datetime = field(default_factory=timezone.now)
    controller: ReleasedController = field(default_factory=ReleasedController)
    category_keys: tuple[str, ...] = ()
    purposes: tuple[ReleasedPurpose, ...] = ()
    periods: tuple[ReleasedPeriod, ...] = ()
    vendors: tuple[ReleasedVendor, ...] = ()
    cookie_groups: tuple[ReleasedCookieGroup, ...] = ()
    sections: tuple[ReleasedSection, ...] = ()
    texts: Texts = field(default_factory=dict)
    asked_versions: Mapping[str, AskedVersion] = field(default_factory=dict)

    @cached_property
    def banner(self) -> dict[str, str]:
        """The words of banner, settings and video notice; the site's own where the release holds none (C9)."""
        released = self.text("banner", "banner")
        return {name: released.get(name) or words for name, words in default_words(self.language).items()}

    @cached_property
    def purposes_by_key(self) -> dict[str, ReleasedPurpose]:
        return {purpose.key: purpose for purpose in self.purposes}

    @cached_property
    def periods_by_key(self) -> dict[str, ReleasedPeriod]:
        return {period.key: period for period in self.periods}

    @cached_property
    def vendors_by_key(self) -> dict[str, ReleasedVendor]:
        return {vendor.key: vendor for vendor in self.vendors}

    @cached_property
    def cookie_groups_by_key(self) -> dict[str, ReleasedCookieGroup]:
        return {group.key: group for group in self.cookie_groups}

    def document(self, name: str) -> ReleasedSection | None:
        """Return the sections of the policy, the terms or the cookie page, None where there are none."""
        return document_of(name, self.sections)

    def purpose(self, key: str) -> ReleasedPurpose:
        return self.purposes_by_key[key]

    def retention(self, key: str) -> ReleasedPeriod:
        return self.periods_by_key[key]

    def vendor(self, key: str) -> ReleasedVendor:
        return self.vendors_by_key[key]

    def cookie_group(self, key: str) -> ReleasedCookieGroup:
        return self.cookie_groups_by_key[key]

    def text(self, kind: str, key: str) -> ReleasedText:
        """Return the words about a fact, none (a text that is false) where the register has none."""
        return self.texts.get(kind, {}).get(key, NO_TEXT)

    def category_label(self, key: str) -> str:
        text = self.text("categories", key)
        return text.words.get("label", key)

    def asked(self, key: str) -> AskedVersion:
        """Return since when answers about a cookie group count; since the first release in those from before C22."""
        return self.asked_versions.get(key, AskedVersion())


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The register at one moment, in every language it has: a release, or the draft, whose number is 0."""

    registers: Mapping[str, ReleasedRegister]
    number: int = 0
    published_at: datetime = field(default_factory=timezone.now)
    sha256: str = ""

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.registers)

    @property
    def facts(self) -> ReleasedRegister:
        """The facts, which are the same in every language, with the words that staff call them by."""
        return self.registers[settings.LANGUAGE_CODE]

    def in_language(self, language: str) -> ReleasedRegister:
        """Return the register as `language` reads it, in the source language where it holds none of it."""
        return self.registers.get(language, self.facts)

    def text(self, kind: str, key: str, language: str) -> ReleasedText:
        """Return the words about a fact in exactly this language."""
        register = self.registers.get(language)
        return register.text(kind, key) if register else NO_TEXT

    def name(self, kind: str, key: str) -> str:
        """Return what a reader calls a fact: in the active language, else in the source language, else its key."""
        for language in (get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE):
            text = self.text(kind, key, language)
            if name := text.get("title") or text.get("label") or text.get("heading"):
                return name
        return key
