"""Put a backup back: checked whole before anything is touched, and brought up to date before anything works on it.

In this order: the database in one transaction, the files, the migrations since, and then everything that was deleted or
withdrawn since (`privacy.retention.tombstones`). Until the end /readyz is red and the worker does nothing; killed at any
step, the same command again completes it. (R63; policy §5)
"""

import io
import logging
import time
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from pyrage.x25519 import Identity

from privacy.backups import archives, database
from privacy.backups.encryption import Measured, Writer, open_sealed
from privacy.backups.errors import BackupError
from privacy.backups.services import Manifest, backups, folder, manifest_of
from privacy.keys import hashing
from privacy.ledger.verify import verify
from privacy.personal_data.contract import all_personal_data
from privacy.retention import journal, tombstones
from privacy.retention.erasure import outcomes
from privacy.retention.models import Erasure
from privacy.retention.people import holdings

logger = logging.getLogger(__name__)


@dataclass
class Report:
    """What was put back, in counts. `repeated`: deletions and withdrawals since; `returned`: records that should be gone."""

    backup: str
    taken_at: str
    seconds: float = 0.0
    records: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    returned: int = 0
    ledger_breaks: int = 0

    @property
    def passed(self) -> bool:
        """Whether nobody who was deleted is back, and the record of legal bases holds."""
        return not self.returned and not self.ledger_breaks


def check(name: str, by: list[Identity]) -> Manifest:
    """Read a backup to its end and return what it is; raises BackupError when it cannot be put back here."""
    manifest = manifest_of(name)
    if manifest.engine != connection.vendor:
        raise BackupError(f"This backup is of {manifest.engine}; DATABASE_URL names {connection.vendor}.")
    for setting, wanted in manifest.keys.items():
        if wanted not in {hashing.key_id(key) for key in getattr(settings, setting)}:
            raise BackupError(f"This backup needs the key {wanted} in {setting}: put it back, at the end of the list.")
    for part in manifest.parts:
        # Before it is opened: what this site did not write is not even read.
        measured = _measured(_file(name, part))
        if (measured.size, measured.sha256) != astuple(manifest.parts[part]):
            raise BackupError(f"{part} in backup {name} is not as it was written.")
        _open(manifest, part, Measured(), by)
    return manifest


def restore(name: str, *, by: list[Identity], now: datetime) -> Report:
    """Put a backup in the place of what is here, and bring it up to date. Raises BackupError; then run it again."""
    begun = time.monotonic()
    manifest = check(name, by)
    put_back(manifest, by)
    report = bring_up_to_date(manifest, now=now)
    report.seconds = round(time.monotonic() - begun, 2)
    return report


def put_back(manifest: Manifest, by: list[Identity]) -> None:
    """Replace database and files by those of a backup that was checked. From here on the site is not ready."""
    journal.begin_restore()
    _learn_from_newer(manifest, by)
    database.load(lambda target: _open(manifest, "database", target, by))
    archives.unpack(Path(settings.MEDIA_ROOT), lambda target: _open(manifest, "media", target, by))
    archives.unpack(Path(settings.PRIVATE_ROOT), lambda target: _open(manifest, "private", target, by))


def bring_up_to_date(manifest: Manifest, *, now: datetime) -> Report:
    """Migrate what was put back, delete and end again what was since, and open the site."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    cache.clear()
    report = Report(manifest.name, manifest.taken_at.astimezone(UTC).isoformat())
    before = set(Erasure.objects.values_list("pk", flat=True))
    report.repeated = tombstones.catch_up(now=now)
    report.returned = sum(_still_held(erasure) for erasure in Erasure.objects.exclude(pk__in=before))
    report.ledger_breaks = sum(1 for _ in verify())
    report.records = {
        store.model._meta.label: count for store in all_personal_data() if (count := store.model._base_manager.count())
    }
    # Whoever was deleted and is back must be seen to first: the site stays shut.
    if not report.returned:
        journal.end_restore()
    return report


def _still_held(erasure: Erasure) -> int:
    """Count what is held of people who were deleted, without what the deletion kept for a reason."""
    kept = sum(sum(outcome.kept.values()) for outcome in outcomes(erasure))
    return sum(holding.count for holding in holdings(erasure.subjects)) - kept


def _learn_from_newer(manifest: Manifest, by: list[Identity]) -> None:
    """Add to the journal what newer backups know of it: a journal that was lost is only as old as the last of them.

    One that cannot be read, or that this site did not sign, is passed over: it may be why an older one is put back.
    """
    known = {entry.id for entry in journal.entries()}
    found = {}
    for name in backups():
        if name < manifest.name:
            continue
        content = io.BytesIO()
        try:
            _open(manifest_of(name), "deletions", content, by)
        except BackupError:
            logger.warning("the journal of deletions in backup %s cannot be read and is passed over", name)
            continue
        found.update({entry.id: entry for entry in journal.parse(content.getvalue()) if entry.id not in known})
    # What this backup's own database has done already is no news to it.
    if found:
        journal.append(sorted(found.values(), key=lambda entry: entry.at))


def _open(manifest: Manifest, part: str, target: Writer, by: list[Identity]) -> None:
    """Write what a part holds to `target`; raises BackupError when it is not what the manifest says, at its end at the latest."""
    said = manifest.parts.get(part)
    if said is None:
        raise BackupError(f"The backup {manifest.name} has no {part}.")
    open_sealed(_file(manifest.name, part), target, by=by, size=said.size, sha256=said.sha256)


def _measured(path: Path) -> Measured:
    measured = Measured()
    if path.exists():
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                measured.write(block)
    return measured


def _file(name: str, part: str) -> Path:
    return folder() / name / f"{part}.age"
