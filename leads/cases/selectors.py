"""Which cases wait, and for whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from leads.cases.models import LEGAL_PROCEEDINGS, LEGAL_REQUESTS, CasePerson, Disclosure, LegalCase
from leads.cases.steps import FIGURES_KEY

PURPOSES = (LEGAL_REQUESTS, LEGAL_PROCEEDINGS)
SECONDS = 60
# So long before a bar ends, those who set it are reminded.
BAR_SOON = timedelta(days=7)


def waiting(purposes: Collection[str]) -> QuerySet[LegalCase]:
    """Return the cases to be decided, the oldest first."""
    return LegalCase.objects.filter(decided_at=None, purpose_key__in=list(purposes))


def decided(purposes: Collection[str]) -> QuerySet[LegalCase]:
    """Return the decided cases, the newest first."""
    return LegalCase.objects.filter(decided_at__isnull=False, purpose_key__in=list(purposes)).order_by("-decided_at")


def bars_ending(*, today: date) -> QuerySet[Disclosure]:
    """Return the disclosures of which the person is told soon unless the bar is moved."""
    soon = Disclosure.objects.filter(bar_until__gt=today, bar_until__lte=today + BAR_SOON)
    return soon.filter(told_at=None, taken_at__isnull=False)


def untold(*, today: date) -> QuerySet[Disclosure]:
    """Return what was handed over, is barred no more, and cannot be told by mail: somebody must tell it."""
    free = Disclosure.objects.filter(may_be_told(today), told_at=None, taken_at__isnull=False)
    reachable = CasePerson.objects.filter(subjects__email__isnull=False)
    return free.exclude(person__in=reachable.order_by().values("pk"))


def may_be_told(today: date) -> Q:
    """Return which disclosures no bar keeps from the person on a day."""
    return Q(bar_until=None) | Q(bar_until__lte=today)


@dataclass(frozen=True)
class InShort:
    """What the CMS home says of cases: how many wait, since when, for which purposes; whom somebody must still tell."""

    waiting: int
    oldest: datetime | None
    purposes: frozenset[str]
    bars_ending: int
    untold: int


def in_short() -> InShort:
    """Return the figures, up to a minute old: every look at the home asks for them."""
    return cast("InShort", cache.get_or_set(FIGURES_KEY, _counted, SECONDS))


def _counted() -> InShort:
    rows = list(waiting(PURPOSES).values_list("received_at", "purpose_key"))
    return InShort(
        waiting=len(rows),
        oldest=rows[0][0] if rows else None,
        purposes=frozenset(purpose for _received, purpose in rows),
        bars_ending=bars_ending(today=timezone.localdate()).count(),
        untold=untold(today=timezone.localdate()).count(),
    )


def purposes_waiting(purposes: Collection[str]) -> set[str]:
    """Return those of `purposes` of which cases wait."""
    return set(purposes) & in_short().purposes


def purposes_collecting(purposes: Collection[str]) -> set[str]:
    """Return those of `purposes` under which cases were brought."""
    known = LegalCase.objects.filter(purpose_key__in=list(purposes))
    return set(known.order_by().values_list("purpose_key", flat=True).distinct())
