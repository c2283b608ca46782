"""What visitors are asked, as the release in force says it, and what a page may load for an embed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext

from privacy.cookies.embeds import LINKEDIN, OPENSTREETMAP, VIDEO_VENDORS
from privacy.cookies.vendor_scripts import ADDRESSES
from privacy.register import reconsent
from privacy.register.banner import fill
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.release import ReleasedRegister
from privacy.register.released_companies import ReleasedCookie, ReleasedCookieGroup, ReleasedVendor
from privacy.register.selectors import released_register

# How browsers call the places where a page keeps what is no cookie.
STORAGE: dict[str, str] = {CookieFacts.Kind.LOCAL: "localStorage", CookieFacts.Kind.SESSION: "sessionStorage"}
# The group that Global Privacy Control objects to (policy §4.4).
ADVERTISING = "advertising"
# Without these neither a choice nor a session of staff would outlive the next page.
OUR_COOKIES = (settings.COOKIE_CONSENT_NAME, settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
VALID_FOR = timedelta(seconds=settings.COOKIE_CONSENT_MAX_AGE)


@dataclass(frozen=True)
class OfferedGroup:
    """A cookie group as it is put to visitors, with everyone who then receives data."""

    group: ReleasedCookieGroup
    companies: tuple[ReleasedVendor, ...]

    @property
    def key(self) -> str:
        return self.group.key

    @property
    def embeds(self) -> tuple[ReleasedVendor, ...]:
        """The companies of the group whose players can be allowed one by one."""
        return tuple(vendor for vendor in self.group.vendors if vendor.frame_hosts)

    @property
    def cookies(self) -> tuple[ReleasedCookie, ...]:
        """The cookies a visitor can get; those of staff who log in stand on the cookie page."""
        return tuple(cookie for cookie in self.group.cookies if not cookie.staff_only)

    @property
    def own_names(self) -> tuple[str, ...]:
        """Names and patterns of the cookies on our own domain."""
        return tuple(cookie.name for cookie in self.group.cookies if cookie.first_party and cookie.kind == "cookie")

    @property
    def kept_here(self) -> tuple[str, ...]:
        """What the group keeps on our own domain, as the script reads it: cookies, and keys of the browser's storage."""
        stored = [
            f"{STORAGE[cookie.kind]}:{cookie.name}"
            for cookie in self.group.cookies
            if cookie.first_party and cookie.kind in STORAGE
        ]
        return (*self.own_names, *stored)

    @property
    def foreign_hosts(self) -> tuple[str, ...]:
        """Domains on which others keep cookies that we cannot delete."""
        return tuple(sorted({cookie.domain for cookie in self.group.cookies if not cookie.first_party}))


@dataclass(frozen=True)
class News:
    """One thing more than visitors had been asked before release `since`; the sentence says what, and for what."""

    since: int
    text: str


@dataclass(frozen=True)
class ScriptView:
    """A company's script: runs for visitors who allowed `group` on release `since` or later."""

    vendor: ReleasedVendor
    group: str
    since: int

    @property
    def source(self) -> str:
        """Our own file that loads it."""
        return f"js/vendors/{self.vendor.script}.js"

    @property
    def address(self) -> str:
        """Where that loads it from, as a page's policy names it."""
        return ADDRESSES[self.vendor.script]

    @property
    def sources(self) -> tuple[str, ...]:
        """Where it may report to, as a page's policy names it."""
        return tuple(f"https://{host}" for host in sorted(self.vendor.hosts))


@dataclass(frozen=True)
class Offer:
    """Everything visitors are asked in one language of one release."""

    register: ReleasedRegister

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
        return self.words["company" if self.company_count == 1 else "companies"]

    @cached_property
    def groups(self) -> tuple[OfferedGroup, ...]:
        """The groups that need permission; one without an active company or cookie is not asked (C8)."""
        return tuple(self._offered(group) for group in self.register.cookie_groups if group.asked)

    @cached_property
    def required(self) -> tuple[OfferedGroup, ...]:
        return tuple(self._offered(group) for group in self.register.cookie_groups if group.required)

    @property
    def necessary(self) -> tuple[str, ...]:
        """What stays in a browser that refuses everything (R96): what is declared as necessary, and what this site runs on."""
        declared = (name for group in self.required for name in group.kept_here)
        return tuple(dict.fromkeys((*OUR_COOKIES, *declared)))

    def may_stay(self, name: str, *, allowed: Collection[str]) -> bool:
        """Return whether a cookie on our own domain is necessary, or of a group that is allowed."""
        patterns = [
            *self.necessary,
            *(name for group in self.groups if group.key in allowed for name in group.own_names),
        ]
        return any(fnmatchcase(name, pattern) for pattern in patterns)

    def _offered(self, group: ReleasedCookieGroup) -> OfferedGroup:
        named = self.register.purpose(group.purpose).vendors if group.purpose else ()
        companies = {vendor.key: vendor for vendor in (*group.vendors, *named)}
        return OfferedGroup(group, tuple(sorted(companies.values(), key=lambda vendor: vendor.name)))

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(group.key for group in self.groups)

    @property
    def since(self) -> str:
        """Each group with the release since which an answer about it counts (C22): "functional:1 analytical:7"."""
        return " ".join(f"{key}:{self.register.asked(key).since}" for key in self.keys)

    @cached_property
    def news(self) -> tuple[News, ...]:
        """What visitors who answered earlier are asked again, newest last."""
        return tuple(line for group in self.groups for line in news_of(self, group))

    def asked_since(self, vendor: str, group: str) -> int:
        """Return the release on which visitors were first asked for this company."""
        return self.register.asked(group).vendors.get(vendor, 1)

    @property
    def advertising(self) -> str:
        """What Global Privacy Control objects to, as it is asked (C28)."""
        return next((purpose_phrase(group.group) for group in self.groups if group.key == ADVERTISING), "")

    @property
    def scripts(self) -> tuple[ScriptView, ...]:
        """What runs on pages once its group is allowed, from the release on which visitors were asked for it."""
        return tuple(
            ScriptView(vendor, group.key, self.asked_since(vendor.key, group.key))
            for group in self.groups
            for vendor in group.group.vendors
            if vendor.runs_script
        )

    @property
    def companies(self) -> tuple[ReleasedVendor, ...]:
        found = {vendor.key: vendor for group in self.groups for vendor in group.companies}
        return tuple(found.values())

    @property
    def company_count(self) -> int:
        """How many companies those are: one with several services has one privacy statement, at one domain (C7)."""
        return len({_statement_domain(vendor) for vendor in self.companies})

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


def _statement_domain(vendor: ReleasedVendor) -> str:
    host = urlsplit(vendor.privacy_url).hostname or vendor.key
    return ".".join(host.split(".")[-2:])


def news_of(offer: Offer, group: OfferedGroup) -> list[News]:
    """Return what is new under a group, a sentence for each release: the companies, or the cookies of known ones."""
    changes = offer.register.asked(group.key).changes
    lines = []
    for release in sorted({change.release for change in changes}):
        rows = {(change.what, change.key) for change in changes if change.release == release}
        if (reconsent.GROUP, group.key) in rows:
            names = [vendor.name for vendor in group.companies] or [group.group.label]
        else:
            new = [vendor for vendor in group.companies if (reconsent.VENDOR, vendor.key) in rows]
            names = [vendor.name for vendor in new]
            # The cookies of a company that is new itself are part of it.
            names += [
                cookie.name
                for cookie in group.cookies
                if (reconsent.COOKIE, cookie.key) in rows and cookie.vendor not in new
            ]
        if names:
            values = {"what": ", ".join(names), "purpose": purpose_phrase(group.group)}
            lines.append(News(release, fill(offer.words["again_new"], values)))
        if (reconsent.CHANGED, group.key) in rows:
            lines.append(News(release, fill(offer.words["again_changed"], {"purpose": group.group.label})))
    return lines


def purpose_phrase(group: ReleasedCookieGroup) -> str:
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
    register = released_register(language)
    return Offer(register) if register else None


def embed_vendor(key: str) -> ReleasedVendor | None:
    """Return the company of an embed if the release lets visitors allow it; else None, and nothing of it loads."""
    offer = current_offer()
    if not offer or key not in offer.embeds:
        return None
    return offer.register.vendor(key)


def gate_context(vendor_key: str) -> dict[str, Any]:
    """Return what a template needs to put a company's thing behind its notice; no vendor where it may not be shown."""
    offer = current_offer()
    vendor = embed_vendor(vendor_key)
    if offer is None or vendor is None:
        return {"vendor": None}
    group = offer.embeds[vendor.key].key
    return {
        "vendor": vendor,
        "consent_group": group,
        "since": offer.asked_since(vendor.key, group),
        "gate": gate(offer, vendor),
    }


def gate(offer: Offer, vendor: ReleasedVendor) -> dict[str, Any]:
    """Return what the notice before a company's thing says: the same bytes when shown and when proved (C15, C24)."""
    if vendor.key in VIDEO_VENDORS:
        show = offer.words["video_play"]
    else:
        known = {OPENSTREETMAP: gettext("Show the map"), LINKEDIN: gettext("Show the post")}
        show = known.get(vendor.key) or gettext("Show it")
    groups = [group.key for group in offer.register.cookie_groups]
    place = groups.index(offer.embeds[vendor.key].key) + 1
    return {"vendor": vendor, "group": place, "words": offer.words, "show": show}


def script_sources() -> dict[str, list[str]]:
    """Return the CSP additions of a page for every script that visitors may allow on it: the address of each, and the
    hosts that it reports to (C5, P4).
    """
    offer = current_offer()
    if offer is None or not offer.scripts:
        return {}
    hosts = sorted({source for script in offer.scripts for source in script.sources})
    scripts = sorted({script.address for script in offer.scripts})
    return {"script-src": scripts, "connect-src": hosts, "img-src": hosts}


def csp_sources(vendor_keys: Iterable[str]) -> dict[str, list[str]]:
    """Return the CSP additions of a page that embeds these companies (C5, P4); inactive ones add nothing."""
    hosts = {host for key in vendor_keys if (vendor := embed_vendor(key)) for host in vendor.frame_hosts}
    return {"frame-src": [f"https://{host}" for host in sorted(hosts)]} if hosts else {}
