"""The journal of deletions: a file beside the database, so that an older database can be told what has gone since.

One line of JSON an entry, only ever added to, except when lines that no backup needs any more are dropped or carried to
newer keys. Whom an entry is about stands there as keyed hashes of random ids. Put TOMBSTONE_DIR on another disk than
the database. (R63; GDPR Art. 5(1)(f), 32(1)(c))
"""

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings

from privacy.keys import hashing

logger = logging.getLogger(__name__)
NAME = "deletions.jsonl"
# More than any number of entries that can be written between two that were committed in another order.
TAIL_BYTES = 64 * 1024
# The kind of the first entry of all, which stays: by it a database knows that the journal it began with is gone.
BEGUN = "begun"


@dataclass(frozen=True)
class Entry:
    """One thing that must not come back: what, since when, of whom. `marks` are hashes, `key_id` names their key."""

    id: UUID
    kind: str
    at: datetime
    marks: tuple[str, ...]
    key_id: str
    purpose_key: str = ""


def append(entries: Iterable[Entry]) -> None:
    """Add entries, on the disk when this returns. Raises OSError when the file cannot be written."""
    text = "".join(f"{_line(entry)}\n" for entry in entries)
    with _locked():
        descriptor = os.open(_path(), os.O_RDWR | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            # Half a line, left by a process that was killed, must not swallow the next one.
            if file.seek(0, os.SEEK_END) and not _ends_a_line(file):
                text = f"\n{text}"
            file.seek(0, os.SEEK_END)
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())


def entries() -> list[Entry]:
    """Return all entries, each once, in their order; a line that was cut off is left out, and logged."""
    path = _path()
    return parse(path.read_bytes()) if path.exists() else []


def newest() -> list[Entry]:
    """Return the last few hundred entries without reading the whole file."""
    path = _path()
    if not path.exists():
        return []
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL_BYTES))
        content = file.read()
    return parse(content.partition(b"\n")[2] if size > TAIL_BYTES else content)


def begin_restore() -> None:
    """Say, for every process, that an older database is being put back: until `end_restore` nothing works on it."""
    with _locked():
        _marker().touch(mode=0o600)


def end_restore() -> None:
    """Say that what was put back is whole and has caught up."""
    _marker().unlink(missing_ok=True)


def restoring() -> bool:
    """Tell whether a restore was begun and not brought to its end."""
    return _marker().exists()


def drop(*, before: datetime) -> int:
    """Take out the entries from before `before`, except the first of all; return how many."""
    return _rewrite(lambda entry: None if entry.at < before and entry.kind != BEGUN else entry)


def rotate() -> int:
    """Carry the hashes of all entries to the newest key; return how many were moved. Raises NoKey."""
    newest_key = hashing.tombstone_key_id()

    def carried(entry: Entry) -> Entry:
        if entry.key_id == newest_key:
            return entry
        marks = tuple(hashing.nest_tombstone(mark, since=entry.key_id) for mark in entry.marks)
        return replace(entry, marks=marks, key_id=newest_key)

    return _rewrite(carried)


def _rewrite(change: Callable[[Entry], Entry | None]) -> int:
    """Write the file anew with every entry as `change` returns it; return how many changed. Whole or not at all."""
    with _locked():
        before = entries()
        after = [(entry, change(entry)) for entry in before]
        changed = sum(old != new for old, new in after)
        if changed:
            unfinished = _path().with_suffix(".unfinished")
            with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.writelines(f"{_line(new)}\n" for _, new in after if new)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(_path())
    return changed


def parse(content: bytes) -> list[Entry]:
    """Return the entries in a journal's bytes, each once; a line that was cut off is left out, and logged."""
    found: dict[UUID, Entry] = {}
    for line in content.splitlines():
        if not line:
            continue
        try:
            entry = _entry(json.loads(line))
        except (ValueError, KeyError, TypeError):
            logger.warning("a line of the journal of deletions was cut off and is left out")
            continue
        found[entry.id] = entry
    return list(found.values())


def _line(entry: Entry) -> str:
    return json.dumps({**asdict(entry), "id": str(entry.id), "at": entry.at.isoformat()})


def _entry(values: dict[str, object]) -> Entry:
    return Entry(
        id=UUID(str(values["id"])),
        kind=str(values["kind"]),
        at=datetime.fromisoformat(str(values["at"])),
        marks=tuple(values["marks"]),  # type: ignore[arg-type]
        key_id=str(values["key_id"]),
        purpose_key=str(values["purpose_key"]),
    )


def _ends_a_line(file: IO[bytes]) -> bool:
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"


def _path() -> Path:
    return Path(settings.TOMBSTONE_ROOT) / NAME


def _marker() -> Path:
    return Path(settings.TOMBSTONE_ROOT) / "restoring"


@contextmanager
def _locked() -> Iterator[None]:
    """Hold the journal against other processes. The lock is a file of its own: the journal's may be replaced."""
    folder = Path(settings.TOMBSTONE_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(folder / f"{NAME}.lock", os.O_RDWR | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
