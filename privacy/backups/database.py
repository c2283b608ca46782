"""The database as a stream, out and in: PostgreSQL through its own programs, SQLite through its own copies.

Sessions and the cache stay behind: nobody stays signed in through a backup.
"""

import contextlib
import gzip
import io
import os
import shutil
import sqlite3
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, connections

from privacy.backups.encryption import Writer
from privacy.backups.errors import BackupError

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"
FAILED_TO_LOAD = (
    "PostgreSQL did not take the backup; the database is as it was. Are web and worker stopped, and does the database "
    "belong to this user? (error {code})"
)


@contextlib.contextmanager
def dumped() -> Iterator[IO[bytes]]:
    """Yield the whole database as a compressed stream, as it is at one moment. Raises BackupError when it breaks off."""
    if connection.vendor == "sqlite":
        yield io.BytesIO(gzip.compress(_serialised()))
        return
    leave_out = [f"--exclude-table-data={table}" for table in _left_behind()]
    command = [
        _program("pg_dump"),
        "--no-owner",
        "--no-privileges",
        "--compress=6",
        "--lock-wait-timeout=60s",
        *leave_out,
    ]
    with subprocess.Popen(
        command, env=_environ(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None  # noqa: S101  a pipe was asked for
        assert process.stderr is not None  # noqa: S101  a pipe was asked for
        try:
            yield process.stdout
        except BaseException:
            process.kill()
            raise
        said = process.stderr.read().decode(errors="replace").strip().splitlines()
        if process.wait():
            raise BackupError(f"pg_dump failed: {said[-1] if said else process.returncode}")


def load(fill: Callable[[Writer], None]) -> None:
    """Replace the whole database by the stream that `fill` writes; all of it, or it stays as it was."""
    loader: _Unpacking
    if connection.vendor == "sqlite":
        loader = _SqliteLoader()
    else:
        connections.close_all()
        loader = _PostgresLoader()
    try:
        fill(loader)
        loader.finish()
    except BaseException:
        loader.give_up()
        raise


class _Unpacking:
    """Takes a gzip stream; what comes out goes to `_take`."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(wbits=31)

    def write(self, data: bytes, /) -> int:
        self._take(self._unpack.decompress(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        if not self._unpack.eof:
            raise BackupError("The database in this backup is cut off.")
        self._commit()

    def give_up(self) -> None:
        """Leave the database as it was."""

    def _take(self, data: bytes) -> None:
        raise NotImplementedError

    def _commit(self) -> None:
        raise NotImplementedError


class _SqliteLoader(_Unpacking):
    def __init__(self) -> None:
        super().__init__()
        self._content = io.BytesIO()

    def _take(self, data: bytes) -> None:
        self._content.write(data)

    def _commit(self) -> None:
        with contextlib.closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(self._content.getvalue())
            if memory.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("The database in this backup is damaged.")
            connection.ensure_connection()
            memory.backup(connection.connection)


class _PostgresLoader(_Unpacking):
    """One psql, one transaction: the old schema goes and the new one comes, or neither."""

    def __init__(self) -> None:
        super().__init__()
        command = [
            _program("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--output=/dev/null",
            "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate",
            "--command=SET lock_timeout = '30s'",
            "--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public", "--file=-",
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            command, env=_environ(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def _take(self, data: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        try:
            self._process.stdin.write(data)
        except BrokenPipeError as error:
            raise self._failure() from error

    def _commit(self) -> None:
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        if self._process.wait():
            raise self._failure()

    def give_up(self) -> None:
        """Kill before the end is seen: a transaction without its end is none."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()

    def _failure(self) -> BackupError:
        """Say the error's code alone: its text may hold what somebody wrote."""
        assert self._process.stderr is not None  # noqa: S101  a pipe was asked for
        said = self._process.stderr.read().decode(errors="replace").split()
        codes = [word for word in said if (len(word) == 5 and word.isalnum() and word.isupper()) or word.isdigit()]
        return BackupError(FAILED_TO_LOAD.format(code=codes[-1] if codes else self._process.wait()))


def _serialised() -> bytes:
    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(":memory:")) as memory:
        connection.connection.backup(memory)
        for table in _left_behind():
            memory.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        memory.commit()
        memory.execute("VACUUM")
        return memory.serialize()


def _left_behind() -> list[str]:
    """Return the tables whose rows are not backed up."""
    caches = [cache["LOCATION"] for cache in settings.CACHES.values() if cache["BACKEND"] == DATABASE_CACHE]
    return [Session._meta.db_table, *(str(table) for table in caches)]


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, the newest that is installed."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = [str(folder / name) for folder in folders if (folder / name).exists()]
    path = found[0] if found else shutil.which(name)
    if not path:
        raise BackupError(f"{name} was not found: install PostgreSQL's client programs (Debian: postgresql-client).")
    return path


def _environ() -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs find the database; the password is on no command line."""
    database: dict[str, Any] = connection.settings_dict
    values = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
        "PGSSLMODE": database.get("OPTIONS", {}).get("sslmode", ""),
        "PGCONNECT_TIMEOUT": "15",
    }
    return {**os.environ, **{name: str(value) for name, value in values.items() if value}}
