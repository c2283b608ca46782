"""A private folder: one encrypted file a record, under a random name. Nothing in it is ever served as it is."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

_NAME = re.compile(r"[0-9a-f]{32}")


class PrivateFolder:
    """Files below a root that is asked for at every use; whoever writes encrypts."""

    def __init__(self, root: Callable[[], Path]) -> None:
        self.root = root

    def write(self, name: str, encrypted: bytes) -> None:
        """Keep `encrypted` under `name`; it is there whole or not at all."""
        path = self.path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = path.with_name(f"{name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(encrypted)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def read(self, name: str) -> bytes:
        """Return what is kept under `name`, still encrypted; raises FileNotFoundError."""
        return self.path(name).read_bytes()

    def remove(self, name: str) -> None:
        """Delete what is kept under `name`, if it is still there."""
        self.path(name).unlink(missing_ok=True)

    def files(self) -> Iterator[tuple[Path, datetime]]:
        """Yield every file and when it was written, unfinished ones too."""
        for path in self.root().glob("*/*"):
            try:
                yield path, datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            except FileNotFoundError:
                continue

    def path(self, name: str) -> Path:
        """Return where `name` is kept; raises ValueError for anything but a name of ours."""
        if not _NAME.fullmatch(name):
            raise ValueError("A kept file is named by 32 hex digits.")
        return self.root() / name[:2] / name
