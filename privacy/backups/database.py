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
from django.db import DatabaseError, connection, connections, transaction

from privacy.backups.encryption import Writer
from privacy.backups.errors import BackupError

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"
ASIDE = "kargro_before_restore"
FAILED_TO_LOAD = (
    "PostgreSQL did not take the backup; the database is as it was. Are web and worker stopped, and does the database "
    "belong to this user? (error {code})"
)


@contextlib.contextmanager
def dumped() -> Iterator[IO[bytes]]:
    """Yield the whole database, compressed, as it is at one moment. Raises BackupError when it breaks off.

    PostgreSQL's is a dump in its own format, which `pg_restore` reads and no shell command can hide in.
    """
    if connection.vendor == "sqlite":
        yield io.BytesIO(gzip.compress(_serialised()))
        return
    leave_out = [f"--exclude-table-data={table}" for table in _left_behind()]
    command = [
        _program("pg_dump"),
        "--no-owner",
        "--no-privileges",
        "--format=custom",
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
    loader: _SqliteLoader | _PostgresLoader
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


class _SqliteLoader:
    """Takes a gzip stream, and puts the database in it in the place of ours at its end."""

    def __init__(self) -> None:
        self._unpack = zlib.decompressobj(wbits=31)
        self._content = io.BytesIO()

    def write(self, data: bytes, /) -> int:
        self._content.write(self._unpack.decompress(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        if not self._unpack.eof:
            raise BackupError("The database in this backup is cut off.")
        with contextlib.closing(sqlite3.connect(":memory:")) as memory:
            memory.deserialize(self._content.getvalue())
            if memory.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError("The database in this backup is damaged.")
            connection.ensure_connection()
            memory.backup(connection.connection)

    def give_up(self) -> None:
        """Nothing was touched yet."""


class _PostgresLoader:
    """One pg_restore, one transaction, into an empty schema; ours stands aside meanwhile, and comes back unless all is well."""

    def __init__(self) -> None:
        _set_aside()
        command = [
            _program("pg_restore"), f"--dbname={connection.settings_dict['NAME']}", "--single-transaction",
            "--exit-on-error", "--no-owner", "--no-privileges",
        ]  # fmt: skip
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            env={**_environ(), "PGOPTIONS": "-c lock_timeout=30s"},
            stdin=subprocess.PIPE,
            # It may quote what somebody wrote.
            stderr=subprocess.DEVNULL,
        )

    def write(self, data: bytes, /) -> int:
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        try:
            self._process.stdin.write(data)
        except BrokenPipeError as error:
            raise self._failure() from error
        return len(data)

    def flush(self) -> None:
        """What is held back goes at the end."""

    def finish(self) -> None:
        assert self._process.stdin is not None  # noqa: S101  a pipe was asked for
        try:
            self._process.stdin.close()
        except BrokenPipeError as error:
            raise self._failure() from error
        if self._process.wait():
            raise self._failure()
        _run_sql(f"DROP SCHEMA {ASIDE} CASCADE")

    def give_up(self) -> None:
        """Kill before the end is seen, for a transaction without its end is none, and take ours back."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        _take_back()

    def _failure(self) -> BackupError:
        return BackupError(FAILED_TO_LOAD.format(code=self._process.wait()))


def _set_aside() -> None:
    """Put an empty schema in the place of ours; what a killed restore left aside is taken back first."""
    _take_back()
    _run_sql(f"ALTER SCHEMA public RENAME TO {ASIDE}", "CREATE SCHEMA public")


def _take_back() -> None:
    """Put the schema that stands aside in the place of what was loaded; nothing happens when none does."""
    if _run_sql(f"SELECT 1 FROM pg_namespace WHERE nspname = '{ASIDE}'"):
        _run_sql("DROP SCHEMA IF EXISTS public CASCADE", f"ALTER SCHEMA {ASIDE} RENAME TO public")


def _run_sql(*statements: str) -> list[Any]:
    """Carry statements out in one transaction; return the rows of the last, or none. Raises BackupError when one is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '30s'")
            for statement in statements:
                # allowed sql-from-parts: statements of this file alone, which hold nothing that anybody sent
                cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    except DatabaseError as error:
        code = getattr(error.__cause__, "sqlstate", None)
        raise BackupError(FAILED_TO_LOAD.format(code=code)) from error
    finally:
        connection.close()


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
