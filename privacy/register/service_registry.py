"""The registry of services: what carries out a purpose, so that nothing is told that is not done (R93).

A room says in `AppConfig.ready` which purposes it carries out. A purpose without a service is told nowhere.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

from privacy.personal_data.contract import PersonalData, all_personal_data


class WayIn(StrEnum):
    """Where data for a purpose come in: a form of editors, a part of a page, a page, the banner, staff, or every visit."""

    FORM = "form"
    BLOCK = "block"
    PAGE = "page"
    BANNER = "banner"
    STAFF = "staff"
    AUTOMATIC = "automatic"


class BasisEvent(StrEnum):
    """What gives a purpose its basis, by the ledger's names; CONFIRMED is accepted once a mail was answered (R13)."""

    REQUESTED = "requested"
    NOTIFIED = "notified"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Offer:
    """Where people meet a purpose at this moment, in words, and where staff change that."""

    purpose: str
    where: str
    url: str = ""


Offers = Callable[[], Iterable[Offer]]


def nothing_offered() -> Iterable[Offer]:
    """For services whose ways in are known otherwise: forms have lint of their own, what is automatic is always there."""
    return ()


@dataclass(frozen=True)
class Service:
    """What carries out purposes of the policy.

    `stores` are the declarations of what it keeps, `rules` the retention rules that end it. `outside` are the rules
    that something beyond the website carries out, with who does. `asks` are the data categories that its own pages ask
    for, beside the forms of editors. `confirmation` is the kind of mail that asks for a confirmation.
    """

    key: str
    label: str | Promise
    purposes: tuple[str, ...]
    ways_in: tuple[WayIn, ...]
    basis_event: BasisEvent
    stores: tuple[type[PersonalData], ...] = ()
    rules: tuple[str, ...] = ()
    outside: Mapping[str, str | Promise] = field(default_factory=dict)
    asks: tuple[str, ...] = ()
    offers: Offers = nothing_offered
    confirmation: str = ""

    @property
    def automatic(self) -> bool:
        """Whether it runs at every visit, whatever the register says of its purposes."""
        return WayIn.AUTOMATIC in self.ways_in


_services: dict[str, Service] = {}


def register_service(service: Service) -> Service:
    """Make a service known; call it in AppConfig.ready."""
    _services[service.key] = service
    return service


def services() -> tuple[Service, ...]:
    """Return every service."""
    return tuple(_services.values())


def services_for(purpose: str) -> list[Service]:
    """Return what carries out a purpose; nothing for one that can only be prepared."""
    return [service for service in _services.values() if purpose in service.purposes]


def is_carried_out(purpose: str) -> bool:
    """Tell whether a service carries out a purpose."""
    return bool(services_for(purpose))


def service_names(purpose: str) -> str:
    """Return what carries out a purpose, in the active language."""
    return ", ".join(str(service.label) for service in services_for(purpose))


def who_ends(rule: str) -> list[str]:
    """Return what carries out a retention rule, in the active language."""
    by_hand = [str(service.outside[rule]) for service in _services.values() if rule in service.outside]
    return [str(service.label) for service in _services.values() if rule in service.rules] + by_hand


def rules_carried_out() -> frozenset[str]:
    """Return the retention rules that a store or somebody outside the website carries out."""
    by_stores = {rule for store in all_personal_data() for rule in store.rules}
    return frozenset(by_stores.union(*(service.outside for service in _services.values())))


def must_confirm(purpose: str) -> bool:
    """Tell whether a tick only asks for a purpose until its person confirms by e-mail (R13).

    So it is unless a service says that a tick is enough: what nobody carries out has nobody's consent.
    """
    return all(service.basis_event != BasisEvent.ACCEPTED for service in services_for(purpose))
