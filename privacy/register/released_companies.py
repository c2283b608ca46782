"""Companies that receive data and the cookies that are set, as a release tells them, and since when people are asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext
from django_countries import countries

from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.models.facts import Vendor
from privacy.register.periods_in_words import duration_label


@dataclass(frozen=True)
class ReleasedVendor:
    """A company that receives data."""

    key: str
    name: str
    role: str = "processor"
    country_code: str = ""
    safeguards: str = ""
    contract_date: str | None = None
    is_example: bool = False
    privacy_url: str = ""
    cookie_url: str = ""
    subprocessors_url: str = ""
    uses_nobody: bool = False
    hosts: tuple[str, ...] = ()
    frame_hosts: tuple[str, ...] = ()
    group: str | None = None
    withdrawal: str = "nothing"
    what: str = ""
    receives: str = ""
    arrangement: str = ""
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
    """One row of the cookie table (C18). `vendor` is None for our own cookies and those of a company switched off."""

    key: str
    name: str
    domain: str = ""
    vendor_key: str | None = None
    vendor: ReleasedVendor | None = None
    purpose: str = ""
    duration_value: int | None = None
    duration_unit: str = "days"
    kind: str = "cookie"
    is_pattern: bool = False
    first_party: bool = True
    staff_only: bool = False

    @property
    def duration(self) -> str:
        if self.duration_value is None and self.kind == CookieFacts.Kind.LOCAL:
            return gettext("until you delete it")
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
    required: bool = False
    label: str = ""
    summary: str = ""
    description: str = ""
    phrase: str = ""
    purpose: str | None = None
    declared_cookies: tuple[ReleasedCookie, ...] = ()
    vendors: tuple[ReleasedVendor, ...] = ()
    text_hash: str = ""

    @cached_property
    def cookies(self) -> tuple[ReleasedCookie, ...]:
        """The cookies that somebody can get: none of a company that is switched off."""
        return tuple(cookie for cookie in self.declared_cookies if cookie.vendor or cookie.vendor_key is None)

    @property
    def asked(self) -> bool:
        """Whether visitors are asked: a group without an active vendor or cookie is not (C8)."""
        return not self.required and bool(self.vendors or self.cookies)


@dataclass(frozen=True)
class AskedChange:
    """Something that visitors had not been asked before release `release`, published `on` that day (C22)."""

    release: int
    on: date
    what: str
    key: str


@dataclass(frozen=True)
class AskedVersion:
    """Since which release answers about a cookie group count, and since which those about each company do (C22)."""

    since: int = 1
    changes: tuple[AskedChange, ...] = ()
    vendors: Mapping[str, int] = field(default_factory=dict)
