"""Whom a message can reach: given to a person or a team that may not read it, it is nobody's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from privacy.access.selectors import valid_authorisations


@dataclass(frozen=True)
class Reach:
    """The people, and the teams with somebody in them, that may read the messages of one purpose."""

    purpose_key: str
    people: frozenset[int]
    teams: frozenset[int]


def reach_of(purpose_keys: Iterable[str], now: datetime) -> tuple[Reach, ...]:
    """Return who can be reached, purpose by purpose; one query."""
    keys = sorted(purpose_keys)
    rows = list(
        valid_authorisations(now)
        .filter(purpose_key__in=keys)
        .order_by()
        .values_list("purpose_key", "user_id", "user__lead_teams")
    )
    return tuple(
        Reach(
            key,
            frozenset(user for purpose, user, _team in rows if purpose == key),
            frozenset(team for purpose, _user, team in rows if purpose == key and team),
        )
        for key in keys
    )


def no_person(reach: Iterable[Reach]) -> Q:
    """Return the messages that are given to no person who may read them."""
    found = Q(pk__in=[])
    for one in reach:
        found |= Q(purpose_key=one.purpose_key) & ~Q(assigned_to__in=one.people)
    return found


def nobody(reach: Iterable[Reach]) -> Q:
    """Return the messages that are given to nobody: to no person and no team that may read them."""
    found = Q(pk__in=[])
    for one in reach:
        found |= Q(purpose_key=one.purpose_key) & ~Q(assigned_to__in=one.people) & ~Q(team__in=one.teams)
    return found
