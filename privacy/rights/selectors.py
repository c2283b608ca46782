"""Reads of requests: what waits, what still blocks an answer, and the figures (R82, R88)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, cast

from django.core.cache import cache
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from privacy.access.models import Authorisation
from privacy.access.selectors import privacy_officers, valid_authorisations
from privacy.rights.deadline import days_left, hours_left, last_working_day, promised_day, received_day
from privacy.rights.letters import untranslated
from privacy.rights.models import IdentityCopy, RequestStep, Right, RightsRequest
from privacy.rights.services import WAITING_KEY
from privacy.rights.steps import PURPOSE, Asker

State, Outcome = RightsRequest.State, RightsRequest.Outcome
SOON = 7
DEPUTY_BY = 14
WAITING_SECONDS = 60


@dataclass(frozen=True)
class Due:
    """A request with its clock."""

    request: RightsRequest
    days: int
    hours: int
    work_until: date

    @property
    def overdue(self) -> bool:
        return self.days < 0

    @property
    def soon(self) -> bool:
        return 0 <= self.days <= SOON


@dataclass(frozen=True)
class Blocker:
    """One thing that stands before the answer: what, who does it, and where on the screen."""

    what: str
    who: str
    anchor: str


@dataclass(frozen=True)
class Figures:
    """What happened to the requests received in a period (R88); `repeats` is how often one of them was asked again."""

    since: date
    received: int
    repeats: int
    answered: int
    waiting: int
    overdue: int
    median_days: float | None
    in_time: int | None
    by_right: tuple[tuple[str, int], ...]


def waiting() -> QuerySet[RightsRequest]:
    """Return the requests that wait for an answer, the most urgent first; repeats are answered with their first."""
    return RightsRequest.objects.filter(state=State.OPEN, first=None).order_by("due_on", "pk")


def waiting_days() -> list[date]:
    """Return the due days of what waits, up to a minute old: the CMS home is looked at often."""
    days = cache.get_or_set(WAITING_KEY, lambda: list(waiting().values_list("due_on", flat=True)), WAITING_SECONDS)
    return cast("list[date]", days)


def purposes_waiting(keys: Collection[str]) -> set[str]:
    """Return the purpose of requests, if it is among `keys` and a request waits: nobody may read it then (R67)."""
    return {PURPOSE} if PURPOSE in keys and waiting_days() else set()


def purposes_collecting(keys: Collection[str]) -> set[str]:
    """Return none: the page on rights is always there, and a request that waits raises its own alarm."""
    return set()


def restricted() -> QuerySet[RightsRequest]:
    """Return the requests by which data are kept and not used, the oldest first."""
    return RightsRequest.objects.filter(restricted_at__isnull=False, lifted_at=None).order_by("restricted_at", "pk")


def to_close() -> QuerySet[RightsRequest]:
    """Return the requests that are answered and have tasks left, or were not put away."""
    return RightsRequest.objects.filter(state=State.ANSWERED, first=None).order_by("answered_at", "pk")


def with_clock(requests: Iterable[RightsRequest], *, now: datetime) -> list[Due]:
    """Return requests with what is left of their time."""
    return [
        Due(
            request,
            days_left(request.due_on, now=now),
            hours_left(request.due_on, now=now),
            last_working_day(request.due_on),
        )
        for request in requests
    ]


def blockers(request: RightsRequest, asker: Asker, *, now: datetime) -> list[Blocker]:
    """Return, in order, what still stands before the answer; one deputy missing counts from half-way on."""
    found = []
    officer = _("whoever handles it")
    if not request.identity:
        found.append(Blocker(_("We do not know yet that it is the person who asks."), officer, "identity"))
        found += [_to_look_at(copy) for copy in request.copies.filter(state="received").select_related("handler")]
    if asker.is_undecided:
        what = _("Others share what they gave: say of each whether it is the same person.")
        found.append(Blocker(what, officer, "people"))
    if request.right == Right.ERASURE and not request.erasure_id:
        if request.proposed_by_id:
            found.append(Blocker(_("Deletion is proposed and waits for a second person."), _("a colleague"), "erasure"))
        else:
            found.append(Blocker(_("Deletion is not proposed yet."), officer, "erasure"))
        if len(deputies(now)) < 2 and days_left(request.due_on, now=now) <= DEPUTY_BY:
            found.append(
                Blocker(
                    _("Only one person is authorised for requests: nobody can be the second to delete. Name a deputy."),
                    _("a privacy officer"),
                    "erasure",
                )
            )
    if request.right == Right.RESTRICTION and not request.restricted_at:
        found.append(Blocker(_("The use is not restricted yet."), officer, "restriction"))
    if request.right == Right.RECTIFICATION and not request.steps.filter(kind="corrected").exists():
        found.append(Blocker(_("Nothing was corrected yet."), officer, "correction"))
    if any(untranslated(request, outcome) for outcome in Outcome.values):
        what = _("The letter is not translated into the person's language. Have it translated now.")
        found.append(Blocker(what, _("whoever runs the site"), "answer"))
    if request.steps.filter(kind=RequestStep.Kind.CAME_BACK).exists():
        what = _("The answer did not arrive. Send it again, or take the address out and send it by post.")
        found.append(Blocker(what, officer, "answer"))
    else:
        found.append(Blocker(_("The answer is not written yet."), officer, "answer"))
    return found


def _to_look_at(copy: IdentityCopy) -> Blocker:
    what = _("A masked copy waits for a decision; it is destroyed by itself on %(day)s.")
    who = copy.handler.get_full_name() or copy.handler.get_username() if copy.handler else _("whoever handles it")
    return Blocker(what % {"day": date_format(timezone.localtime(copy.destroy_by), "j F, H:i")}, who, "identity")


def deputies(now: datetime) -> list[int]:
    """Return the ids of the staff who may answer requests: the role, and an authorisation with valid training."""
    officers = set(privacy_officers().values_list("pk", flat=True))
    rows: QuerySet[Authorisation] = valid_authorisations(now).filter(purpose_key=PURPOSE)
    return sorted(officers & set(rows.values_list("user_id", flat=True)))


def figures(*, now: datetime, days: int = 365) -> Figures:
    """Return the figures of the requests received in the last `days`; tests of staff are none of them."""
    today = received_day(now)
    since = today - timedelta(days=days)
    received = RightsRequest.objects.filter(received_on__gt=since)
    firsts = received.filter(first=None)
    rows = list(firsts.values_list("right", "received_on", "due_on", "answered_at", "outcome"))
    answered = [(received, received_day(at)) for _r, received, _d, at, _o in rows if at]
    took = [(day - received).days for received, day in answered]
    kept = sum(day <= promised_day(received) for received, day in answered)
    rights: dict[str, int] = {}
    for right, *_rest in rows:
        rights[right] = rights.get(right, 0) + 1
    names: dict[Any, Any] = dict(Right.choices)
    return Figures(
        since=since,
        received=len(rows),
        repeats=received.exclude(first=None).count(),
        answered=len(answered),
        waiting=len(rows) - len(answered),
        overdue=sum(at is None and due < today for _r, _x, due, at, _o in rows),
        median_days=median(took) if took else None,
        in_time=round(100 * kept / len(answered)) if answered else None,
        by_right=tuple((str(names[right]), count) for right, count in sorted(rights.items(), key=lambda r: -r[1])),
    )
