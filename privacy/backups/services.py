"""Take a backup: the database at one moment, then the files, each sealed while it is read.

A backup is a folder named by its time. It is written beside its place and moved there when it is whole, so that what
has a name is complete. Rule `backups` of the release in force says when it goes. (R63; GDPR Art. 32(1)(b), (c))
"""

import contextlib
import json
import logging
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from pyrage.x25519 import Recipient

from privacy.backups import archives, database, signing
from privacy.backups.encryption import Measured, recipients, seal
from privacy.backups.errors import BackupError
from privacy.backups.models import Backup
from privacy.keys import hashing
from privacy.register.selectors import released_register
from privacy.retention import journal
from privacy.retention.periods import cutoff

logger = logging.getLogger(__name__)
FORMAT = 2
RULE = "backups"
STAMP = "%Y%m%dT%H%M%SZ"
MANIFEST = "manifest.json"
SEAL = "manifest.mac"
UNFINISHED = ".unfinished-"
# No backup takes so long; what is older was left by a process that was killed.
LEFT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Part:
    """One file of a backup: its size in bytes and the SHA-256 of it as it lies there, sealed."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup is, in clear: no names, no counts of people."""

    name: str
    taken_at: datetime
    engine: str
    keys: dict[str, str]
    parts: dict[str, Part]

    @property
    def size(self) -> int:
        """All bytes of it."""
        return sum(part.size for part in self.parts.values())


def folder() -> Path:
    """Return the backup folder; raises BackupError when none is set."""
    if not settings.BACKUP_ROOT:
        raise BackupError("Set BACKUP_DIR to the folder that backups are written to.")
    return Path(settings.BACKUP_ROOT)


def take_backup(*, now: datetime) -> Backup:
    """Write a backup and delete those whose period is over. Raises BackupError, or OSError; then there is none."""
    to = recipients(settings.BACKUP_RECIPIENTS)
    name = now.astimezone(UTC).strftime(STAMP)
    unfinished, begun = folder() / f"{UNFINISHED}{name}", time.monotonic()
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        parts = {}
        for part, opened in _sources().items():
            with opened as source:
                parts[part] = _sealed(source, unfinished / f"{part}.age", to)
        manifest = Manifest(name, now, connection.vendor, keys_in_use(), parts)
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, default=str, indent=1)
        _write(unfinished / SEAL, signing.sign(text))
        _write(unfinished / MANIFEST, text)
        unfinished.rename(folder() / name)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    backup = Backup.objects.create(
        name=name, taken_at=now, size=manifest.size, seconds=round(time.monotonic() - begun, 2)
    )
    logger.info("backup %s taken: %s bytes", name, manifest.size)
    delete_old(now=now)
    return backup


def backups() -> list[str]:
    """Return the names of the backups in the folder, the newest first."""
    return sorted((path.parent.name for path in folder().glob(f"*/{MANIFEST}")), reverse=True)


def manifest_of(name: str) -> Manifest:
    """Return what a backup is; raises BackupError when there is no such one, or this site did not sign it.

    Nothing of it is looked at before its signature holds, and it is the backup of that name alone.
    """
    if name not in backups():
        raise BackupError(f"There is no backup {name} in BACKUP_DIR.")
    text = _signed(name)
    try:
        values = json.loads(text)
        if values.pop("format") != FORMAT:
            raise BackupError(f"The backup {name} was made by another version of this software.")
        values["taken_at"] = datetime.fromisoformat(values["taken_at"])
        values["parts"] = {key: Part(**part) for key, part in values["parts"].items()}
        manifest = Manifest(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError(f"The manifest of backup {name} is damaged.") from error
    if manifest.name != name:
        raise BackupError(f"What lies in {name} is the backup {manifest.name}: give it its own name back.")
    return manifest


def _signed(name: str) -> str:
    """Return the text of a manifest that this site signed; raises BackupError for any other."""
    place = folder() / name
    try:
        text = (place / MANIFEST).read_bytes().decode(errors="replace")
        seal = (place / SEAL).read_text(errors="replace") if (place / SEAL).exists() else ""
        signing.verify(text, seal)
    except OSError as error:
        raise BackupError(f"The manifest of backup {name} cannot be read.") from error
    except BackupError as error:
        raise BackupError(f"The backup {name} {error}") from error
    return text


def delete_old(*, now: datetime) -> list[str]:
    """Delete the backups whose period is over, and what a killed process left; return the names."""
    gone = []
    register = released_register()
    period = register.retention(RULE) if register else None
    if period and period.value is not None:
        before = cutoff(now, period.value, period.unit).astimezone(UTC).strftime(STAMP)
        gone = [name for name in backups() if name < before]
    left = (now - LEFT_AFTER).astimezone(UTC).strftime(STAMP)
    unfinished = [p.name for p in folder().glob(f"{UNFINISHED}*") if p.name.removeprefix(UNFINISHED) < left]
    for name in [*gone, *unfinished]:
        # Without its manifest a backup is none, however far the deletion gets.
        (folder() / name / MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(folder() / name)
    Backup.objects.filter(name__in=gone).delete()
    return gone


def keys_in_use() -> dict[str, str]:
    """Return the public names of the newest keys: without them a backup is unreadable when it is back."""
    names = ("ENCRYPTION_KEYS", "LOOKUP_KEYS", "TOMBSTONE_KEYS")
    return {name: hashing.key_id(getattr(settings, name)[0]) for name in names}


def _sources() -> dict[str, AbstractContextManager[IO[bytes]]]:
    """Return what is backed up. The database comes first: what a file belongs to is never missing from it later."""
    return {
        "database": database.dumped(),
        "media": archives.packed(Path(settings.MEDIA_ROOT)),
        "private": archives.packed(Path(settings.PRIVATE_ROOT)),
        "deletions": _journal(),
    }


@contextlib.contextmanager
def _journal() -> Iterator[IO[bytes]]:
    path = Path(settings.TOMBSTONE_ROOT) / journal.NAME
    with path.open("rb") if path.exists() else open(os.devnull, "rb") as source:
        yield source


def _sealed(source: IO[bytes], path: Path, to: Sequence[Recipient]) -> Part:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        measured = Measured(file)
        seal(source, measured, to=to)
        file.flush()
        os.fsync(file.fileno())
    return Part(measured.size, measured.sha256)


def _write(path: Path, text: str) -> None:
    with path.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
