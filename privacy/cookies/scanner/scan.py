"""A whole scan: every address in every state, compared with the release in force."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from privacy.cookies.scanner.addresses import Address, public_addresses, staff_addresses, unwalked
from privacy.cookies.scanner.compare import ADDRESS, DRIFT, UNUSED, UNVISITED, Declared, Found, compare
from privacy.cookies.scanner.states import State, as_staff, states_of
from privacy.cookies.scanner.visits import UNREACHABLE, NotTaken, Profile, Visit
from privacy.cookies.selectors import current_offer

if TYPE_CHECKING:
    from playwright.sync_api import Browser


class CannotScan(Exception):
    """Nothing could be looked at; the text says why, in one sentence."""


@dataclass(frozen=True)
class Plan:
    """What is looked at, and by which rules. Making it reads the database; the scan itself does not."""

    base_url: str
    addresses: tuple[Address, ...]
    states: tuple[State, ...]
    declared: Declared
    partial: bool = False
    real: bool = False
    # Routes of the URL map that no address leads to.
    unwalked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """What a scan saw: all visits, and what is not as declared."""

    visits: tuple[Visit, ...]
    findings: tuple[Found, ...]

    def drift(self, *, allow_unused: bool = False) -> list[Found]:
        """Return the findings in which site and register differ."""
        return [one for one in self.findings if one.what in DRIFT and not (allow_unused and one.what == UNUSED)]

    @property
    def unvisited(self) -> list[Found]:
        return [one for one in self.findings if one.what == UNVISITED]

    @property
    def seconds_a_visit(self) -> float:
        """How long a page took in one state, on average."""
        looked = [visit.seconds for visit in self.visits if not visit.error]
        return sum(looked) / len(looked) if looked else 0.0


def plan_scan(
    base_url: str,
    *,
    language: str = "",
    one_of_each_type: bool = False,
    limit: int | None = None,
    real: bool = False,
    now: datetime,
) -> Plan:
    """Return what to scan at `base_url`; raises CannotScan without a release, a page or a usable address."""
    offer = current_offer(settings.LANGUAGE_CODE)
    if offer is None:
        raise CannotScan("There is no policy version yet to compare with: release one first.")
    addresses = public_addresses(language=language, one_of_each_type=one_of_each_type, limit=limit)
    if not addresses:
        raise CannotScan("There is no live page to scan: publish one, or choose another language.")
    partial = bool(language or one_of_each_type or limit)
    return Plan(
        base_url=site_address(base_url),
        addresses=addresses,
        states=states_of(offer, now=now),
        declared=Declared(offer),
        partial=partial,
        real=real,
        unwalked=() if partial else tuple(unwalked(addresses)),
    )


def site_address(base_url: str) -> str:
    """Return scheme and host of a site's address; raises CannotScan for anything else, and for a password in it.

    Where the cookies of staff are named for TLS alone, so is the site.
    """
    try:
        parts = urlsplit(base_url)
        usable = parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise CannotScan("Name the site by its address alone, such as https://www.kargrogroup.com.")
    if parts.scheme == "http" and settings.SESSION_COOKIE_NAME.startswith("__Host-"):
        raise CannotScan("Name the site by https: no browser takes its cookies of staff any other way.")
    return f"{parts.scheme}://{parts.netloc}"


def with_staff(plan: Plan, session: str) -> Plan:
    """Return a plan that looks at the CMS as well, as the member of staff whose session this is."""
    return replace(plan, states=(*plan.states, as_staff(session)))


def scan(plan: Plan, browser: "Browser", *, progress: Callable[[str], None] = lambda state: None) -> Result:
    """Look at every page in every state; raises CannotScan when the site does not answer or asks another question."""
    visits: list[Visit] = []
    screens = staff_addresses()
    for state in plan.states:
        progress(state.name)
        embeds = plan.declared.embeds_allowed(state)
        profile = Profile(browser, plan.base_url, state, real=plan.real)
        try:
            for address in screens if state.staff else plan.addresses:
                visits.append(_visit(profile, address, embeds))
                if len(visits) == 1 and visits[0].error == UNREACHABLE:
                    raise CannotScan(f"The site does not answer at {plan.base_url}: is it running there?")
        except NotTaken as error:
            raise CannotScan(
                f"The site at {plan.base_url} asks again after it was answered: it serves another policy version."
            ) from error
        finally:
            profile.close()
    missing = (Found(UNVISITED, ADDRESS, route) for route in plan.unwalked)
    return Result(tuple(visits), (*compare(plan.declared, plan.states, visits), *missing))


def _visit(profile: Profile, address: Address, embeds: Iterable[str]) -> Visit:
    """Look at one page; a second time when it did not answer."""
    visit = profile.visit(address.path, embeds=embeds)
    return profile.visit(address.path, embeds=embeds) if visit.error else visit
