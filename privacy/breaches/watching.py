"""Very much opened or exported in an hour by one person: noticed, and told to every privacy officer but them (R64)."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.utils import timezone

from privacy.access.models import AccessEvent
from privacy.access.selectors import privacy_officers
from privacy.breaches.models import MassAccess, MassAlert
from privacy.outbox.staff_mail import notify_once

MASS = "breaches_mass_access"
PURPOSE = "site_security"
WINDOW = timedelta(hours=1)
Action, What = AccessEvent.Action, MassAccess.What
Taken = Callable[[datetime, datetime], Mapping[int, int]]
_taken: list[Taken] = []


def register_exported(source: Taken) -> None:
    """Make a function known that returns member of staff → records exported between two moments; call it in ready."""
    if source not in _taken:
        _taken.append(source)


def opened(now: datetime) -> dict[int, int]:
    """Return member of staff → how many different records they opened or uncovered within the last hour."""
    events = AccessEvent.objects.filter(
        action__in=(Action.READ, Action.REVEAL), object_id__isnull=False, at__gt=now - WINDOW, at__lte=now
    )
    counted = events.order_by().values("actor_id", "model").annotate(n=Count("object_id", distinct=True))
    found: Counter[int] = Counter()
    for row in counted:
        found[row["actor_id"]] += row["n"]
    return dict(found)


def exported(now: datetime) -> dict[int, int]:
    """Return member of staff → how many records they took out within the last hour: tables, and copies one by one."""
    events = AccessEvent.objects.filter(action=Action.EXPORT, object_id__isnull=False, at__gt=now - WINDOW, at__lte=now)
    found = Counter(dict(events.order_by().values_list("actor_id").annotate(n=Count("pk"))))
    for source in _taken:
        found.update(source(now - WINDOW, now))
    return dict(found)


def watch(now: datetime) -> int:
    """The job: note whoever is above a limit, once a day each, and tell the officers; return how many are new."""
    new = 0
    for what, counts, limit in (
        (str(What.OPENED), opened(now), settings.MASS_OPENED),
        (str(What.EXPORTED), exported(now), settings.MASS_EXPORTED),
    ):
        for actor_id, count in sorted(counts.items()):
            if count > limit:
                new += _note(actor_id, what, count, now)
    return new


def _note(actor_id: int, what: str, count: int, now: datetime) -> int:
    alarm, is_new = MassAccess.objects.get_or_create(
        actor_id=actor_id, what=what, on=timezone.localdate(now), defaults={"count": count, "noticed_at": now}
    )
    if count > alarm.count:
        alarm.count = count
        alarm.save(update_fields=["count"])
    officers = list(privacy_officers())
    # Nobody is asked to look at themselves, unless there is nobody else.
    for officer in [one for one in officers if one.pk != actor_id] or officers:
        notify_once(MassAlert, to=officer, kind=MASS, purpose_key=PURPOSE, now=now, alarm=alarm)
    return int(is_new)
