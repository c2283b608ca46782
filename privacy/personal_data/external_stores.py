"""Places with personal data that the machine cannot reach: known, so that somebody deletes there by hand (R73)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ExternalStore:
    """A place with personal data that the machine cannot reach (R73): `task` says how somebody deletes there by hand."""

    name: str
    where: str
    holds: str
    task: str


_sources: list[Callable[[], Iterable[ExternalStore]]] = []


def register_external_stores(source: Callable[[], Iterable[ExternalStore]]) -> None:
    """Make a function known that names external stores; call it in AppConfig.ready."""
    if source not in _sources:
        _sources.append(source)


def external_stores() -> list[ExternalStore]:
    """Return every place outside that holds personal data, in the active language."""
    return [store for source in _sources for store in source()]
