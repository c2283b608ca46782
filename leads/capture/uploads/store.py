"""The private folder: one encrypted file an upload, under a random name. Nothing here is ever served as it is."""

import os
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from privacy.keys import encryption

_NAME = re.compile(r"[0-9a-f]{32}")


def write(name: str, content: bytes) -> None:
    """Keep `content`, encrypted, under `name`; it is there whole or not at all."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_name(f"{name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(encryption.encrypt_bytes(content))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def read(name: str) -> bytes:
    """Return the content kept under `name`; raises FileNotFoundError, or WrongKey."""
    return encryption.decrypt_bytes(_path(name).read_bytes())


def remove(name: str) -> None:
    """Delete what is kept under `name`, if it is still there."""
    _path(name).unlink(missing_ok=True)


def rotate(name: str) -> bool:
    """Encrypt again with the newest key; tell whether that was needed."""
    path = _path(name)
    if encryption.is_newest(path.read_bytes()):
        return False
    write(name, read(name))
    return True


def files() -> Iterator[tuple[Path, datetime]]:
    """Yield every file in the folder and when it was written, unfinished ones too."""
    for path in _root().glob("*/*"):
        try:
            yield path, datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
        except FileNotFoundError:
            continue


def _root() -> Path:
    return Path(settings.PRIVATE_ROOT) / "uploads"


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise ValueError("A kept file is named by 32 hex digits.")
    return _root() / name[:2] / name
