"""What was seen against what the release declares: undeclared, too early, never seen (C13, C30). No browser, no database."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from django.conf import settings

from privacy.cookies.own_storage import declared_seconds, same_length
from privacy.cookies.scanner.states import NONE, REFUSED, WITHDRAWN, State
from privacy.cookies.scanner.visits import BLOCKED, COOKIE, DATABASE, HOST, LOCAL, SESSION, Sighting, Visit
from privacy.cookies.selectors import Offer
from privacy.register.models.cookie_facts import CookieFacts
from privacy.register.released_companies import ReleasedCookie, ReleasedVendor

UNDECLARED, TOO_EARLY, STOPPED, LIFETIME = "undeclared", "too_early", "stopped", "lifetime"
UNUSED, UNVISITED = "unused", "unvisited"
DRIFT = (UNDECLARED, TOO_EARLY, STOPPED, LIFETIME, UNUSED)
COMPANY, PAGE, ADDRESS = "company", "page", "address"
# No browser keeps a cookie longer, whatever it is told (RFC 6265bis).
LONGEST_SECONDS = 400 * 86_400
# The register has one word for what a page leaves in a browser's storage for good.
DECLARED_AS = {
    COOKIE: CookieFacts.Kind.COOKIE,
    LOCAL: CookieFacts.Kind.LOCAL,
    SESSION: CookieFacts.Kind.SESSION,
    DATABASE: CookieFacts.Kind.LOCAL,
}
# So many paths are kept as evidence of a state; the count is kept whole.
PATHS = 20


@dataclass(frozen=True)
class Evidence:
    """Where something was seen in one state: on how many pages, and the first of them."""

    state: str
    count: int
    paths: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """One thing that is not as declared. `group` is the key of the cookie group it is, or seems to be, of."""

    what: str
    kind: str
    name: str
    host: str = ""
    group: str = ""
    vendor: str = ""
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return plain values, as reports keep them."""
        return asdict(self)


@dataclass(frozen=True)
class Declared:
    """The release in force, as rules about what may be seen in which state."""

    offer: Offer

    @property
    def rows(self) -> Iterator[tuple[str, ReleasedCookie]]:
        """Every declared cookie and storage key with its group."""
        for group in self.offer.register.cookie_groups:
            for cookie in group.cookies:
                yield group.key, cookie

    def rows_of(self, sighting: Sighting) -> list[tuple[str, ReleasedCookie]]:
        """Return the declarations of what was seen."""
        return [(key, row) for key, row in self.rows if _declares(row, sighting)]

    def companies_of(self, host: str) -> list[ReleasedVendor]:
        """Return the companies that declare a host."""
        return [vendor for vendor in self.offer.register.vendors if _has(vendor, host)]

    def allows_row(self, group: str, row: ReleasedCookie, state: State) -> bool:
        """Staff get their cookies in the CMS; the choice is kept once there is one; what is necessary always may."""
        if row.staff_only:
            return state.staff
        if row.name == settings.COOKIE_CONSENT_NAME:
            return state.name != NONE
        return group in state.allowed or self.offer.register.cookie_group(group).required

    def allows_company(self, vendor: ReleasedVendor, state: State) -> bool:
        """Return whether one of the groups that a company belongs to is allowed."""
        return any(group.key in state.allowed for group in self.offer.groups if vendor in group.companies)

    def embeds_allowed(self, state: State) -> list[str]:
        """Return the companies whose videos play in a state."""
        return [key for key, group in self.offer.embeds.items() if group.key in state.allowed]

    def group_of_company(self, vendor: ReleasedVendor) -> str:
        """Return the key of the group that a company is asked for with, or nothing."""
        return next((group.key for group in self.offer.groups if vendor in group.companies), "")


def _declares(row: ReleasedCookie, sighting: Sighting) -> bool:
    if row.kind != DECLARED_AS.get(sighting.kind) or not fnmatchcase(sighting.name, row.name):
        return False
    return not sighting.host if row.first_party else _within(sighting.host, row.domain)


def _within(host: str, domain: str) -> bool:
    domain = domain.removeprefix("*").removeprefix(".")
    return bool(host) and (host == domain or host.endswith(f".{domain}"))


def _has(vendor: ReleasedVendor, host: str) -> bool:
    return any(fnmatchcase(host, pattern) for pattern in (*vendor.hosts, *vendor.frame_hosts))


def compare(declared: Declared, states: Iterable[State], visits: Iterable[Visit]) -> list[Found]:
    """Return everything that is not as declared, the gravest first, each with its evidence."""
    visits = list(visits)
    by_name = {state.name: state for state in states}
    seen: dict[tuple[str, str, str], list[Sighting]] = defaultdict(list)
    for visit in visits:
        for sighting in visit.sightings:
            seen[sighting.kind, sighting.name, sighting.host].append(sighting)
    judged = [one for sightings in seen.values() if (one := _judge(declared, by_name, sightings))]
    lengths = (one for sightings in seen.values() if (one := _length(declared, by_name, sightings)))
    found = [*judged, *lengths, *_never_seen(declared, seen), *_unvisited(visits)]
    order = (*DRIFT, UNVISITED)
    return sorted(found, key=lambda one: (order.index(one.what), one.kind, one.host, one.name))


def _judge(declared: Declared, states: dict[str, State], sightings: list[Sighting]) -> Found | None:
    one = sightings[0]
    if one.kind == BLOCKED:
        return Found(STOPPED, HOST, one.name, evidence=_evidence(sightings, states))
    if one.kind == HOST:
        companies = declared.companies_of(one.name)
        known, vendor = bool(companies), next((company.name for company in companies), "")
        group = next(filter(None, map(declared.group_of_company, companies)), "")
        early = [s for s in sightings if not any(declared.allows_company(c, states[s.state]) for c in companies)]
    else:
        rows = declared.rows_of(one)
        known, vendor = bool(rows), next((row.vendor.name for _key, row in rows if row.vendor), "")
        group = next((key for key, _row in rows), "")
        early = [s for s in sightings if not any(declared.allows_row(key, row, states[s.state]) for key, row in rows)]
    if not known:
        what, group, where = UNDECLARED, seems_of(declared, sightings), sightings
    elif early:
        what, where = TOO_EARLY, early
    else:
        return None
    return Found(what, one.kind, one.name, one.host, group, vendor, _evidence(where, states))


def _length(declared: Declared, states: dict[str, State], sightings: list[Sighting]) -> Found | None:
    """Return a cookie that is kept longer or shorter than every row of the register says."""
    one = sightings[0]
    rows = declared.rows_of(one) if one.kind == COOKIE else []
    # Of the choice itself the scan brings its own copy; what a page was not seen to keep has no length.
    if not rows or one.name == settings.COOKIE_CONSENT_NAME:
        return None
    told = [declared_seconds(row) for _key, row in rows]
    told = [told_one and min(told_one, LONGEST_SECONDS) for told_one in told]
    wrong = [s for s in sightings if s.kept and not any(same_length(length, s.seconds) for length in told)]
    if not wrong:
        return None
    key, row = rows[0]
    return Found(
        LIFETIME, one.kind, one.name, one.host, key, row.vendor.name if row.vendor else "", _evidence(wrong, states)
    )


def seems_of(declared: Declared, sightings: Iterable[Sighting]) -> str:
    """Return the group that brings something undeclared: the only one that, alone, was enough; else nothing."""
    found = {sighting.state for sighting in sightings}
    groups = found & set(declared.offer.keys)
    return groups.pop() if len(groups) == 1 and not found & {NONE, REFUSED, WITHDRAWN} else ""


def _evidence(sightings: Iterable[Sighting], states: Iterable[str]) -> tuple[Evidence, ...]:
    paths: dict[str, list[str]] = defaultdict(list)
    for sighting in sightings:
        paths[sighting.state].append(sighting.path)
    return tuple(Evidence(name, len(paths[name]), tuple(paths[name][:PATHS])) for name in states if name in paths)


def _never_seen(declared: Declared, seen: dict[tuple[str, str, str], list[Sighting]]) -> Iterator[Found]:
    """Yield what visitors are asked for and no page sets or contacts."""
    sightings = [found[0] for found in seen.values()]
    hosts = {one.name for one in sightings if one.kind == HOST}
    for key, row in declared.rows:
        expected = key in declared.offer.keys and not row.staff_only
        if expected and not _was_seen(row, sightings, hosts):
            domain = "" if row.first_party else row.domain
            yield Found(UNUSED, row.kind, row.name, domain, key, row.vendor.name if row.vendor else "")
    for vendor in declared.offer.companies:
        if (vendor.hosts or vendor.frame_hosts) and not any(_has(vendor, host) for host in hosts):
            yield Found(UNUSED, COMPANY, vendor.name, "", declared.group_of_company(vendor), vendor.name)


def _was_seen(row: ReleasedCookie, sightings: Iterable[Sighting], hosts: Iterable[str]) -> bool:
    if row.kind == CookieFacts.Kind.PIXEL:
        return any(_within(host, row.domain) for host in hosts)
    return any(_declares(row, sighting) for sighting in sightings)


def _unvisited(visits: Iterable[Visit]) -> Iterator[Found]:
    by_path: dict[str, list[Visit]] = defaultdict(list)
    for visit in visits:
        if visit.error:
            by_path[visit.path].append(visit)
    for path, failed in by_path.items():
        evidence = tuple(Evidence(visit.state, 1, (path,)) for visit in failed)
        yield Found(UNVISITED, PAGE, path, failed[0].error, evidence=evidence)
