"""A release as one language reads it: facts and texts joined, ready for templates."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext
from django_countries import countries

from privacy.personal_data.labels import store_label
from privacy.register.banner import default_words
from privacy.register.models.facts import CookieFacts, Purpose, PurposeCategory, RetentionRule, Vendor
from privacy.register.periods_in_words import duration_label, period_label


@dataclass(frozen=True)
class ReleasedController:
    """Who answers for the data (Art. 13(1)(a))."""

    public_name: str
    legal_name: str
    street: str
    postal_code: str
    city: str
    country_code: str
    phone: str
    phone_e164: str
    email: str
    access_email: str
    authority_name: str
    authority_url: str
    hosting_region: str
    automated_decisions: bool
    platform_url: str
    site_url: str

    @property
    def country(self) -> str:
        return str(countries.name(self.country_code))


@dataclass(frozen=True)
class ReleasedCategory:
    """A kind of data as a purpose uses it."""

    key: str
    label: str
    explanation: str
    requirement: str

    @property
    def requirement_label(self) -> str:
        return str(PurposeCategory.Requirement(self.requirement).label)


@dataclass(frozen=True)
class ReleasedPeriod:
    """How long a store keeps the data of a purpose."""

    key: str
    purpose: str
    store: str
    value: int | None
    unit: str
    trigger: str
    action: str
    confirmed_on: str | None

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
class ReleasedVendor:
    """A company that receives data."""

    key: str
    name: str
    role: str
    country_code: str
    safeguards: str
    contract_date: str | None
    is_example: bool
    privacy_url: str
    cookie_url: str
    hosts: tuple[str, ...]
    frame_hosts: tuple[str, ...]
    group: str | None
    withdrawal: str
    what: str
    receives: str
    # Releases from before there were scripts hold none.
    script: str = ""
    script_id: str = ""

    @property
    def runs_script(self) -> bool:
        """Whether something of it runs on our pages once its group is allowed: off until its number is set."""
        return bool(self.group and self.script and self.script_id)

    @property
    def country(self) -> str:
        return str(countries.name(self.country_code))

    @property
    def role_label(self) -> str:
        return str(Vendor.Role(self.role).label)

    @property
    def safeguards_label(self) -> str:
        return str(Vendor.Safeguards(self.safeguards).label) if self.safeguards else ""

    @property
    def withdrawal_label(self) -> str:
        return str(Vendor.Withdrawal(self.withdrawal).label)


@dataclass(frozen=True)
class ReleasedCookie:
    """One row of the cookie table (C18)."""

    key: str
    name: str
    domain: str
    vendor: ReleasedVendor | None
    purpose: str
    duration_value: int | None
    duration_unit: str
    kind: str
    is_pattern: bool
    first_party: bool
    staff_only: bool

    @property
    def duration(self) -> str:
        if self.duration_value is None or self.duration_unit == CookieFacts.Unit.SESSION:
            return str(dict(CookieFacts.Unit.choices)[CookieFacts.Unit.SESSION])
        return duration_label(self.duration_value, self.duration_unit)

    @property
    def kind_label(self) -> str:
        return str(CookieFacts.Kind(self.kind).label)


@dataclass(frozen=True)
class ReleasedCookieGroup:
    """A group of cookies that is asked for as one."""

    key: str
    required: bool
    label: str
    summary: str
    description: str
    purpose: str | None
    cookies: tuple[ReleasedCookie, ...]
    vendors: tuple[ReleasedVendor, ...]
    phrase: str
    text_hash: str

    @property
    def asked(self) -> bool:
        """Whether visitors are asked: a group without an active vendor or cookie is not (C8)."""
        return not self.required and bool(self.vendors or self.cookies)


@dataclass(frozen=True)
class AskedChange:
    """Something that visitors had not been asked before release `release` (C22)."""

    release: int
    what: str
    key: str


@dataclass(frozen=True)
class AskedVersion:
    """Since which release answers about a cookie group count, and since which those about each company do (C22)."""

    since: int = 1
    changes: tuple[AskedChange, ...] = ()
    vendors: dict[str, int] = field(default_factory=dict)


def may_call(facts: dict[str, Any]) -> bool:
    """Tell whether people may be called for a purpose; releases that do not say so called those who asked for a reply."""
    return bool(facts.get("calls", facts["needs_reply_channel"]))


@dataclass(frozen=True)
class ReleasedPurpose:
    """A purpose with everything its notice says."""

    key: str
    section: str
    basis: str
    source: str
    sends_mail: bool
    needs_reply_channel: bool
    calls: bool
    noticed_on: date | None
    interest_assessment: str
    impact_assessment: str
    title: str
    description: str
    interest: str
    requirement_note: str
    consent_label: str
    consent_help: str
    categories: tuple[ReleasedCategory, ...]
    periods: tuple[ReleasedPeriod, ...]
    vendors: tuple[ReleasedVendor, ...]
    text_hash: str

    @property
    def basis_label(self) -> str:
        return str(Purpose.Basis(self.basis).label)

    @property
    def category_keys(self) -> frozenset[str]:
        return frozenset(category.key for category in self.categories)


@dataclass(frozen=True)
class ReleasedRegister:
    """A release in one language. Lookups by key raise KeyError for what the release does not hold."""

    number: int
    published_at: datetime
    language: str
    data: dict[str, Any]

    def _words(self, kind: str, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self.data["texts"][self.language].get(kind, {}).get(key, {})
        return found

    @cached_property
    def banner(self) -> dict[str, str]:
        """The words of banner, settings and video notice; the site's own where the release holds none (C9)."""
        released = self._words("banner", "banner")
        return {name: released.get(name) or words for name, words in default_words(self.language).items()}

    @cached_property
    def controller(self) -> ReleasedController:
        values = dict(self.data["controller"])
        return ReleasedController(country_code=values.pop("country"), **values)

    @cached_property
    def _vendors(self) -> dict[str, ReleasedVendor]:
        return {key: self._vendor(facts) for key, facts in self.data["vendors"].items()}

    def _vendor(self, facts: dict[str, Any]) -> ReleasedVendor:
        words = self._words("vendors", facts["key"])
        values = {**facts, "hosts": tuple(facts["hosts"]), "frame_hosts": tuple(facts["frame_hosts"])}
        return ReleasedVendor(
            country_code=values.pop("country"), what=words.get("what", ""), receives=words.get("receives", ""), **values
        )

    @property
    def vendors(self) -> tuple[ReleasedVendor, ...]:
        return tuple(sorted(self._vendors.values(), key=lambda vendor: vendor.name))

    def vendor(self, key: str) -> ReleasedVendor:
        return self._vendors[key]

    @cached_property
    def _periods(self) -> dict[str, ReleasedPeriod]:
        return {key: ReleasedPeriod(**facts) for key, facts in self.data["retention"].items()}

    @property
    def periods(self) -> tuple[ReleasedPeriod, ...]:
        return tuple(self._periods.values())

    def retention(self, key: str) -> ReleasedPeriod:
        return self._periods[key]

    @cached_property
    def _purposes(self) -> dict[str, ReleasedPurpose]:
        facts = sorted(self.data["purposes"].values(), key=lambda purpose: (purpose["position"], purpose["key"]))
        return {purpose["key"]: self._purpose(purpose) for purpose in facts}

    def _purpose(self, facts: dict[str, Any]) -> ReleasedPurpose:
        words = self._words("purposes", facts["key"])
        texts = ("title", "description", "interest", "requirement_note", "consent_label", "consent_help")
        return ReleasedPurpose(
            **{
                name: facts[name] for name in ("key", "section", "basis", "source", "sends_mail", "needs_reply_channel")
            },
            calls=may_call(facts),
            noticed_on=date.fromisoformat(facts["noticed_on"]) if facts["noticed_on"] else None,
            **{name: facts.get(name, "") for name in Purpose.ASSESSMENTS},
            **{name: words.get(name, "") for name in texts},
            categories=tuple(self._category(use) for use in facts["categories"]),
            periods=tuple(self._periods[key] for key in facts["retention"]),
            vendors=tuple(self._vendors[key] for key in facts["vendors"]),
            text_hash=words.get("sha256", ""),
        )

    def _category(self, use: dict[str, str]) -> ReleasedCategory:
        words = self._words("categories", use["key"])
        return ReleasedCategory(
            key=use["key"],
            label=words.get("label", use["key"]),
            explanation=words.get("explanation", ""),
            requirement=use["requirement"],
        )

    def category_label(self, key: str) -> str:
        return str(self._words("categories", key).get("label", key))

    @property
    def category_keys(self) -> tuple[str, ...]:
        return tuple(self.data["categories"])

    @property
    def purposes(self) -> tuple[ReleasedPurpose, ...]:
        return tuple(self._purposes.values())

    def purpose(self, key: str) -> ReleasedPurpose:
        return self._purposes[key]

    @cached_property
    def _groups(self) -> dict[str, ReleasedCookieGroup]:
        facts = sorted(self.data["cookie_groups"].values(), key=lambda group: group["position"])
        return {group["key"]: self._group(group) for group in facts}

    def _group(self, facts: dict[str, Any]) -> ReleasedCookieGroup:
        words = self._words("cookie_groups", facts["key"])
        return ReleasedCookieGroup(
            key=facts["key"],
            required=facts["required"],
            label=words.get("label", facts["key"]),
            summary=words.get("summary", ""),
            description=words.get("description", ""),
            phrase=words.get("phrase", ""),
            purpose=facts["purpose"],
            cookies=tuple(
                self._cookie(cookie) for cookie in facts["cookies"] if cookie["vendor"] in (None, *self.data["vendors"])
            ),
            vendors=tuple(vendor for vendor in self.vendors if vendor.group == facts["key"]),
            text_hash=words.get("sha256", ""),
        )

    def _cookie(self, facts: dict[str, Any]) -> ReleasedCookie:
        words = self._words("cookies", facts["key"])
        vendor = self._vendors[facts["vendor"]] if facts["vendor"] else None
        return ReleasedCookie(**{**facts, "vendor": vendor}, purpose=words.get("purpose", ""))

    @property
    def cookie_groups(self) -> tuple[ReleasedCookieGroup, ...]:
        return tuple(self._groups.values())

    def cookie_group(self, key: str) -> ReleasedCookieGroup:
        return self._groups[key]

    def asked(self, key: str) -> AskedVersion:
        """Return since when answers about a cookie group count; since the first release in those from before C22."""
        facts = self.data.get("asked", {}).get(key)
        if not facts:
            return AskedVersion()
        changes = (AskedChange(row["release"], row["what"], row["key"]) for row in facts["changes"])
        return AskedVersion(facts["since"], tuple(changes), facts["vendors"])
