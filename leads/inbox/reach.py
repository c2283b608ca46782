"""Whom a message can reach: given to a person or a team that may not read it, it is nobody's."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db.models import Q

from leads.teams.models import Team
from privacy.access.selectors import valid_authorisations


@dataclass(frozen=True)
class Unable:
    """The people, and the teams with nobody in them, that may not read the messages of these purposes.

    Named by who is unable, not by who is able: they are few, and the database finds by index what is given to them.
    """

    purposes: frozenset[str]
    people: frozenset[int]
    teams: frozenset[int]


def unable_for(purpose_keys: Iterable[str], now: datetime) -> tuple[Unable, ...]:
    """Return who cannot be reached, purposes with the same people together; three queries."""
    keys = set(purpose_keys)
    allowed = valid_authorisations(now).filter(purpose_key__in=keys).order_by()
    rows = list(allowed.values_list("purpose_key", "user_id", "user__lead_teams"))
    people = frozenset(get_user_model()._default_manager.values_list("pk", flat=True))
    teams = frozenset(Team.objects.order_by().values_list("pk", flat=True))
    groups: dict[tuple[frozenset[int], frozenset[int]], set[str]] = {}
    for key in keys:
        able = {user for purpose, user, _team in rows if purpose == key}
        manned = {team for purpose, _user, team in rows if purpose == key}
        groups.setdefault((people - able, teams - manned), set()).add(key)
    return tuple(Unable(frozenset(group), *who) for who, group in groups.items())


def no_person(unable: Iterable[Unable]) -> Q:
    """Return the messages, of these purposes, that are given to no person who may read them."""
    return _any(unable, lambda one: _none_or("assigned_to", one.people))


def nobody(unable: Iterable[Unable]) -> Q:
    """Return the messages, of these purposes, that are given to no person and no team that may read them."""
    return _any(unable, lambda one: _none_or("assigned_to", one.people) & _none_or("team", one.teams))


def _none_or(name: str, ids: frozenset[int]) -> Q:
    none = Q(**{f"{name}__isnull": True})
    return none | Q(**{f"{name}__in": sorted(ids)}) if ids else none


def _any(unable: Iterable[Unable], which: Callable[[Unable], Q]) -> Q:
    groups = tuple(unable)
    if len(groups) == 1:
        return which(groups[0])
    found = Q(pk__in=[])
    for one in groups:
        found |= Q(purpose_key__in=sorted(one.purposes)) & which(one)
    return found
