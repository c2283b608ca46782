"""The test database: the sample site, built once and kept in a file; copied for a server, put back after a commit."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from tests.system import postgres_folder

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "tests-kept"
# What no sample comes from: what is made, what is read by people, and what is hidden.
APART = {"var", "docs", "tests", "deploy"}


def postgres_admin(address: dict[str, Any]) -> Any:
    """Return an autocommit connection to the server's own database."""
    import psycopg

    return psycopg.connect(
        host=address["HOST"], port=address["PORT"], user=address["USER"], password=address["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip


def copy_postgres(address: dict[str, Any], source: str, target: str) -> None:
    """Replace the database `target` by a copy of `source`; nobody may be connected to the source."""
    with postgres_admin(address) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def build() -> None:
    """Make the tables and load the sample site; what it wrote to disk would be missing from a kept database."""
    folders = [Path(folder) for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT, settings.ID_COPY_ROOT)]
    before = {path for folder in folders for path in folder.rglob("*")}
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("sample_site", verbosity=0)
    assert {path for folder in folders for path in folder.rglob("*")} == before, "Keep the sample's files as well."


def copy_sqlite(source: sqlite3.Connection, path: Path) -> None:
    """Write a database to a file."""
    target = sqlite3.connect(path)
    source.backup(target)
    target.close()


def sources() -> Iterator[Path]:
    """Every file that the sample can come from: programs, templates, catalogues, static files, pinned libraries."""
    yield ROOT / "requirements.txt"
    yield Path(__file__)
    for folder in sorted(ROOT.iterdir()):
        if folder.is_dir() and folder.name not in APART and not folder.name.startswith("."):
            yield from sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")


def fingerprint(engine: str) -> str:
    """Return a name that changes with anything that the sample depends on: sources, engine, Python, and the day."""
    seen = hashlib.sha256(f"{engine} {sys.version} {date.today()}".encode())
    for path in sources():
        content = path.read_bytes()
        seen.update(f"\n{path.relative_to(ROOT)} {len(content)}\n".encode() + content)
    return seen.hexdigest()[:16]


@contextmanager
def alone(vendor: str) -> Iterator[None]:
    """Let one process at a time look for a kept sample or make it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{vendor}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def keep(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file or folder, whole or not at all, in place of those of other states of the sources."""
    for old in KEPT.glob(f"{path.name.split('-')[0]}-*"):
        if old.is_dir():
            shutil.rmtree(old)
        else:
            old.unlink()
    unfinished = path.with_suffix(".unfinished")
    write(unfinished)
    unfinished.rename(path)


class SqliteSample:
    """The sample as a file, and in memory for the time of the run."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.path = KEPT / f"sqlite-{fingerprint(sqlite3.sqlite_version)}"

    def load(self) -> None:
        """Fill the empty test database, from the file or by building."""
        with alone("sqlite"):
            self.connection.ensure_connection()
            if not self.path.exists():
                build()
                keep(self.path, lambda path: copy_sqlite(self.connection.connection, path))
            self.memory = sqlite3.connect(":memory:", check_same_thread=False)
            with sqlite3.connect(self.path) as kept:
                kept.backup(self.memory)
            kept.close()
        self.restore()

    def restore(self) -> None:
        """Put the sample back."""
        self.connection.ensure_connection()
        self.memory.backup(self.connection.connection)

    def drop(self) -> None:
        """Forget it; the test database goes with its connection."""
        self.memory.close()


class PostgresSample:
    """The sample as a dump, and as a database of the server to copy from."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.address = connection.settings_dict
        with postgres_admin(self.address) as admin:
            version = admin.execute("SHOW server_version").fetchone()[0]
        mark = fingerprint(version)
        self.name, self.path = f"kargro_sample_{mark}", KEPT / f"postgresql-{mark}"

    def load(self) -> None:
        """Fill the test database: from the server's own sample, from the dump, or by building."""
        with alone("postgresql"):
            if self._is_there():
                pass
            elif self.path.exists():
                self._create(self.name)
                self._run("pg_restore", "--exit-on-error", "--dbname", self.name, str(self.path))
            else:
                self._create(self.address["NAME"])
                build()
                self.connection.close()
                copy_postgres(self.address, self.address["NAME"], self.name)
                keep(self.path, lambda path: self._run("pg_dump", "-Fc", "-Z1", "-f", str(path), self.name))
        self.restore()

    def restore(self) -> None:
        """Put the sample back."""
        self.connection.close()
        copy_postgres(self.address, self.name, self.address["NAME"])

    def drop(self) -> None:
        """Drop the test database, also when a connection was forgotten; the sample stays while the server runs."""
        self.connection.close()
        self._drop(self.address["NAME"])

    def _is_there(self) -> bool:
        with postgres_admin(self.address) as admin:
            return bool(admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone())

    def _drop(self, name: str) -> None:
        with postgres_admin(self.address) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, name: str) -> None:
        self._drop(name)
        with postgres_admin(self.address) as admin:
            admin.execute(f'CREATE DATABASE "{name}"')

    def _run(self, program: str, *arguments: str) -> None:
        folder = postgres_folder()
        assert folder, f"The tests need PostgreSQL's {program}: install the package postgresql."
        names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
        environ = {**os.environ, **{name: str(self.address[ours]) for name, ours in names.items()}}
        subprocess.run([folder / program, *arguments], env=environ, check=True)


def sample_of(connection: Any) -> SqliteSample | PostgresSample:
    """Return the sample for the engine of a connection."""
    return SqliteSample(connection) if connection.vendor == "sqlite" else PostgresSample(connection)


def copy_for_server(connection: Any) -> str:
    """Copy the test database for a server process; return the copy's DATABASE_URL."""
    if connection.vendor == "sqlite":
        path = Path(tempfile.mkdtemp(prefix="kargro-live-")) / "live.sqlite3"
        connection.ensure_connection()
        copy_sqlite(connection.connection, path)
        return f"sqlite:///{path}"
    address = connection.settings_dict
    name = f"{address['NAME']}_live"
    connection.close()
    copy_postgres(address, address["NAME"], name)
    return _url(address, name)


def database_of_two_roles(connection: Any, script: str) -> None:
    """Make the database of docs/operations.md with its two roles by the document's own command, in place of an earlier one."""
    address = connection.settings_dict
    with postgres_admin(address) as admin:
        admin.execute("DROP DATABASE IF EXISTS kargro WITH (FORCE)")
        for role in ("kargro", "kargro_owner"):
            admin.execute(f"DROP ROLE IF EXISTS {role}")
    folder = postgres_folder()
    assert folder, "The tests need PostgreSQL's psql: install the package postgresql."
    values = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environ = {
        **os.environ,
        **{name: str(address[ours]) for name, ours in values.items()},
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "DATABASE_PASSWORD": "of the site",
        "DATABASE_OWNER_PASSWORD": "of the owner",
    }
    subprocess.run(["sh", "-ec", script], cwd=ROOT, env=environ, check=True, capture_output=True)  # noqa: S607  of the system


def address_as(connection: Any, role: str, name: str) -> str:
    """Return the DATABASE_URL of a database on the test database's server for one of its roles."""
    return _url({**connection.settings_dict, "USER": role, "PASSWORD": ""}, name)


def _url(address: dict[str, Any], name: str) -> str:
    password = f":{address['PASSWORD']}" if address["PASSWORD"] else ""
    return f"postgres://{address['USER']}{password}@{address['HOST']}:{address['PORT']}/{name}"
