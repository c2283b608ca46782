"""What visitors are asked, as the release in force says it, and what a page may load for an embed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext

from privacy.register.models import CookieFacts
from privacy.register.selectors import register_view
from privacy.register.views_of_release import CookieGroupView, CookieView, RegisterView, VendorView

# How browsers call the places where a page keeps what is no cookie.
STORAGE = {CookieFacts.Kind.LOCAL: "localStorage", CookieFacts.Kind.SESSION: "sessionStorage"}
VALID_FOR = timedelta(seconds=settings.COOKIE_CONSENT_MAX_AGE)


@dataclass(frozen=True)
class OfferedGroup:
    """A cookie group as it is put to visitors, with everyone who then receives data."""

    group: CookieGroupView
    companies: tuple[VendorView, ...]

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def embeds(self) -> tuple[VendorView, ...]:
        """The companies of the group whose players can be allowed one by one."""
        return tuple(vendor for vendor in self.group.vendors if vendor.frame_hosts)

    @property
    def cookies(self) -> tuple[CookieView, ...]:
        """The cookies a visitor can get; those of staff who log in stand on the cookie page."""
        return tuple(cookie for cookie in self.group.cookies if not cookie.staff_only)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Names and patterns of the cookies on our own domain, which a withdrawal removes."""
        return tuple(cookie.name for cookie in self.group.cookies if cookie.first_party and cookie.kind == "cookie")

    @property
    def clears(self) -> tuple[str, ...]:
        """What a withdrawal removes from the browser, as the script reads it: cookies, and keys of its storage."""
        kept = [
            f"{STORAGE[cookie.kind]}:{cookie.name}"
            for cookie in self.group.cookies
            if cookie.first_party and cookie.kind in STORAGE
        ]
        return (*self.own_names, *kept)

    @property
    def foreign_hosts(self) -> tuple[str, ...]:
        """Domains on which others keep cookies that we cannot delete."""
        return tuple(sorted({cookie.domain for cookie in self.group.cookies if not cookie.first_party}))


@dataclass(frozen=True)
class Offer:
    """Everything visitors are asked in one language of one release."""

    register: RegisterView

    @property
    def release(self) -> int:
        return self.register.number

    @property
    def language(self) -> str:
        return self.register.language

    @property
    def words(self) -> dict[str, str]:
        """What editors wrote for banner, settings and videos."""
        return self.register.banner

    @property
    def who(self) -> str:
        """How the banner begins to tell how many others receive data."""
        return self.words["company" if len(self.companies) == 1 else "companies"]

    @cached_property
    def groups(self) -> tuple[OfferedGroup, ...]:
        """The groups that need permission; one without an active company or cookie is not asked (C8)."""
        return tuple(self._offered(group) for group in self.register.cookie_groups if group.asked)

    @cached_property
    def required(self) -> tuple[OfferedGroup, ...]:
        return tuple(self._offered(group) for group in self.register.cookie_groups if group.required)

    def _offered(self, group: CookieGroupView) -> OfferedGroup:
        named = self.register.purpose(group.purpose).vendors if group.purpose else ()
        companies = {vendor.key: vendor for vendor in (*group.vendors, *named)}
        return OfferedGroup(group, tuple(sorted(companies.values(), key=lambda vendor: vendor.name)))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(group.key for group in self.groups)

    @property
    def companies(self) -> tuple[VendorView, ...]:
        found = {vendor.key: vendor for group in self.groups for vendor in group.companies}
        return tuple(found.values())

    @property
    def embeds(self) -> dict[str, OfferedGroup]:
        """Company key → its group, for the companies whose players can be allowed one by one."""
        return {vendor.key: group for group in self.groups for vendor in group.embeds}

    @property
    def purposes(self) -> str:
        """The purposes asked for, as one phrase: "a, b, and c"."""
        phrases = [purpose_phrase(group.group) for group in self.groups]
        if len(phrases) < 2:
            return "".join(phrases)
        # Translators: the word between the last two items of a list of three or more, then of two.
        last = gettext(", and ") if len(phrases) > 2 else gettext(" and ")
        return ", ".join(phrases[:-1]) + last + phrases[-1]


def purpose_phrase(group: CookieGroupView) -> str:
    """Return a group's purpose as it reads in the middle of a sentence."""
    if group.phrase:
        return group.phrase
    phrases = {
        "functional": gettext("extra functions (video, language)"),
        "analytical": gettext("measuring visits and campaigns"),
        "advertising": gettext("advertising"),
    }
    return phrases.get(group.key, str(format_lazy("“{}”", group.label)))


def current_offer(language: str | None = None) -> Offer | None:
    """Return what visitors are asked now; None before the first release."""
    register = register_view(language)
    return Offer(register) if register else None


def embed_vendor(key: str) -> VendorView | None:
    """Return the company of an embed if the release lets visitors allow it; else None, and nothing of it loads."""
    offer = current_offer()
    if not offer or key not in offer.embeds:
        return None
    return offer.register.vendor(key)


def csp_sources(vendor_keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the CSP additions of a page that embeds these companies (C5, P4); inactive ones add nothing."""
    hosts = {host for key in vendor_keys if (vendor := embed_vendor(key)) for host in vendor.frame_hosts}
    return {"frame-src": [f"https://{host}" for host in sorted(hosts)]} if hosts else {}
