"""What must not come back when an older database is put back: it is carried out again before anything else is done.

Whoever deletes or ends something leaves a tombstone in the same transaction; after it, the journal beside the database
names it too. A database that does not know the journal's newest entries is older than them, however it came here: the
site says that it is not ready, and the worker sends nothing, until they have been carried out on it. (R63; policy §5, §6)
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from privacy.keys import hashing
from privacy.ledger.models import Subject
from privacy.register.selectors import released_register
from privacy.retention import journal
from privacy.retention.journal import Entry
from privacy.retention.models import Tombstone
from privacy.retention.periods import cutoff

logger = logging.getLogger(__name__)
SCOPE, RULE = "subject", "backups"
ERASED, WITHDRAWN, OBJECTED = "erased", "withdrawn", "objected"
RESTRICTED, LIFTED = "restricted", "lifted"
# So many of the newest marks are looked for in the journal at every health check, all of them once a day.
NEWEST = 20
CarryOut = Callable[[Tombstone, list[int], datetime], None]
_kinds: dict[str, CarryOut] = {}


def carries_out(*kinds: str) -> Callable[[CarryOut], CarryOut]:
    """Decorator: name who does again what tombstones of these kinds say, to subjects by id. It must bear being run twice."""

    def known(function: CarryOut) -> CarryOut:
        _kinds.update(dict.fromkeys(kinds, function))
        return function

    return known


def leave(kind: str, *, subject_ids: Iterable[int], purpose_key: str = "", now: datetime) -> Tombstone:
    """Write down that something of these subjects must not come back; the journal follows with the commit."""
    ids = Subject.objects.filter(pk__in=list(subject_ids)).order_by("pk").values_list("public_id", flat=True)
    tombstone = Tombstone.objects.create(
        kind=kind,
        purpose_key=purpose_key,
        at=now,
        marks=[hashing.tombstone_hash(str(public_id), scope=SCOPE) for public_id in ids],
        key_id=hashing.tombstone_key_id(),
        done_at=now,
    )
    transaction.on_commit(_write_now)
    return tombstone


def write_out(now: datetime) -> int:
    """Bring the journal up to the database; return how many entries it got. Raises OSError when it cannot be written."""
    waiting = list(Tombstone.objects.filter(written_at=None))
    if waiting:
        journal.append(
            Entry(row.pk, row.kind, row.at, tuple(row.marks), row.key_id, row.purpose_key) for row in waiting
        )
        Tombstone.objects.filter(pk__in=[row.pk for row in waiting]).update(written_at=now, marks=[])
    return len(waiting)


def longest_unwritten(*, now: datetime) -> timedelta:
    """Return for how long the journal has been behind the database; zero when it is not."""
    oldest = Tombstone.objects.filter(written_at=None).order_by("at").first()
    return now - oldest.at if oldest else timedelta(0)


def is_behind(*, now: datetime) -> bool:
    """Tell whether this database is older than the journal's newest entries. Raises OSError when it cannot be read."""
    return bool(_unknown(journal.newest(), now))


def begin(*, now: datetime) -> None:
    """Give journal and database their first entry, unless the database has it: then a journal that is lost is missed."""
    if not Tombstone.objects.filter(kind=journal.BEGUN).exists():
        leave(journal.BEGUN, subject_ids=(), now=now)


def is_lost(*, now: datetime) -> bool:
    """Tell whether entries that were written are gone from the journal. Raises OSError when it cannot be read."""
    wanted = set(_written(now).order_by("-written_at").values_list("pk", flat=True)[:NEWEST])
    if wanted <= {entry.id for entry in journal.newest()}:
        return False
    return not wanted <= {entry.id for entry in journal.entries()}


def lost_entries(now: datetime) -> Iterable[str]:
    """Return all entries that were written and are gone from the journal; for the daily check."""
    there = {entry.id for entry in journal.entries()}
    for pk, kind, at in _written(now).order_by("at").values_list("pk", "kind", "at").iterator(chunk_size=1_000):
        if pk not in there:
            yield f"{kind} {at:%Y-%m-%d} ({pk})"


def catch_up(*, now: datetime) -> int:
    """Carry out on this database what the journal knows and it does not; return how many entries.

    Killed at any moment, another call goes on: an entry counts once what it says is done. Raises OSError when the
    journal cannot be read, and whatever carrying out raises; then the database is still behind.
    """
    missing = sorted(_unknown(journal.entries(), now), key=lambda entry: entry.at)
    known = _subjects_by_mark(missing) if missing else {}
    for entry in missing:
        tombstone, _created = Tombstone.objects.get_or_create(
            pk=entry.id,
            defaults={
                "kind": entry.kind,
                "purpose_key": entry.purpose_key,
                "at": entry.at,
                "key_id": entry.key_id,
                "written_at": now,
            },
        )
        subjects = sorted({known[mark] for mark in entry.marks if mark in known})
        if subjects:
            _kinds[entry.kind](tombstone, subjects, now)
        Tombstone.objects.filter(pk=tombstone.pk).update(done_at=now)
    if missing:
        logger.warning("this database was older than the journal of deletions: %s entries carried out", len(missing))
    return len(missing)


def rotate_journal() -> int:
    """Carry the journal to the newest key; return how many entries moved."""
    write_out(timezone.now())
    return journal.rotate()


def _write_now() -> None:
    """Write at once. A journal that is away is tried again every minute, and turns the health check red meanwhile."""
    try:
        write_out(timezone.now())
    except OSError as error:
        logger.error("the journal of deletions cannot be written: %s", type(error).__name__)


def _unknown(entries: list[Entry], now: datetime) -> list[Entry]:
    """Return the entries that this database has not done.

    An entry older than any backup may be is none: its row has gone by rule, and whom it is about may have come back.
    """
    since = _oldest_backup(now)
    entries = [entry for entry in entries if since is None or entry.at >= since]
    done = set(_done({entry.id for entry in entries}))
    return [entry for entry in entries if entry.id not in done]


def _written(now: datetime) -> QuerySet[Tombstone]:
    """Return the marks that the journal must hold: those that a backup may be older than, and the first."""
    since = _oldest_backup(now)
    marks = Tombstone.objects.filter(written_at__isnull=False)
    return marks.filter(Q(at__gte=since) | Q(kind=journal.BEGUN)) if since else marks


def _oldest_backup(now: datetime) -> datetime | None:
    register = released_register()
    period = register.retention(RULE) if register else None
    return cutoff(now, period.value, period.unit) if period and period.value is not None else None


def _done(ids: set[UUID]) -> Iterable[UUID]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        batch = Tombstone.objects.filter(pk__in=wanted[start : start + 500], done_at__isnull=False)
        yield from batch.values_list("pk", flat=True)


def _subjects_by_mark(entries: list[Entry]) -> dict[str, int]:
    """Return the subjects that any of the entries is about, by the mark that names them."""
    wanted = {mark for entry in entries for mark in entry.marks}
    found: dict[str, int] = {}
    for pk, public_id in Subject.objects.values_list("pk", "public_id").iterator(chunk_size=5_000):
        for mark in hashing.tombstone_hashes(str(public_id), scope=SCOPE):
            if mark in wanted:
                found[mark] = pk
    return found
