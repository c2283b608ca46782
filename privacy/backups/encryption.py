"""Streams sealed with age (age-encryption.org/v1): whoever makes a backup cannot open it.

The site knows recipients (`age1…`) alone; the identity (`AGE-SECRET-KEY-1…`) is kept elsewhere and named when a backup
is put back. Nothing is ever on the disk unsealed, and memory stays flat.
"""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage
from pyrage.x25519 import Identity, Recipient

from privacy.backups.errors import BackupError


class Writer(Protocol):
    """Whatever takes bytes."""

    def write(self, data: bytes, /) -> int: ...
    def flush(self) -> None: ...


class Measured:
    """Passes bytes on to a file, or nowhere, counting and hashing them."""

    def __init__(self, target: IO[bytes] | None = None) -> None:
        self.target, self.size, self._hash = target, 0, hashlib.sha256()

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        self.size += len(data)
        self._hash.update(data)
        if self.target:
            self.target.write(data)
        return len(data)

    def flush(self) -> None:
        """Pass a flush on."""
        if self.target:
            self.target.flush()

    @property
    def sha256(self) -> str:
        """The hash of all bytes so far, 64 hex digits."""
        return self._hash.hexdigest()


def recipients(keys: Sequence[str]) -> list[Recipient]:
    """Return the recipients; raises BackupError when one is none, or there are none."""
    if not keys:
        raise BackupError("Set BACKUP_RECIPIENTS to the age recipients (age1…) that may open backups.")
    try:
        return [Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise BackupError("BACKUP_RECIPIENTS holds something that is not an age recipient (age1…).") from error


def identities(path: Path) -> list[Identity]:
    """Return the identities in a file as `age-keygen` writes it; raises BackupError when there are none."""
    try:
        lines = path.read_text().splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        found = [Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise BackupError(f"{path} is not a readable file of age identities (AGE-SECRET-KEY-1…).") from error
    if not found:
        raise BackupError(f"{path} holds no age identity (AGE-SECRET-KEY-1…).")
    return found


def seal(source: IO[bytes], target: Writer, *, to: Sequence[Recipient]) -> None:
    """Read `source` to its end and write it, sealed, to `target`."""
    pyrage.encrypt_io(source, target, list(to))


class Reading(io.RawIOBase):
    """A file that is read once from its beginning, measured on the way."""

    def __init__(self, path: Path) -> None:
        self._file, self.measured = path.open("rb"), Measured()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read on."""
        count = self._file.readinto(buffer)
        self.measured.write(bytes(memoryview(buffer)[:count]))
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()


def open_sealed(path: Path, target: Writer, *, by: Sequence[Identity], size: int, sha256: str) -> None:
    """Write what a sealed file holds to `target`.

    Raises BackupError when it is for somebody else, or when the bytes that were read are not those of that size and hash:
    then what `target` got is worth nothing.
    """
    try:
        with Reading(path) as source:
            pyrage.decrypt_io(source, target, list(by))
            while source.read(1 << 20):
                pass
            read = source.measured
    except pyrage.DecryptError as error:
        raise BackupError(f"{path.name} cannot be opened with this identity.") from error
    except BrokenPipeError:
        raise
    except OSError as error:
        raise BackupError(f"{path.name} is damaged or cannot be read.") from error
    if (read.size, read.sha256) != (size, sha256):
        raise BackupError(f"{path.name} is not as it was written.")
