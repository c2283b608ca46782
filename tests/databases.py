"""The sample database, remembered: copied for a server, put back after a test that commits."""

import sqlite3
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


def postgres_admin(settings: dict[str, Any]) -> Any:
    """Return an autocommit connection to the server's own database."""
    import psycopg

    return psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip


def copy_postgres(settings: dict[str, Any], source: str, target: str) -> None:
    """Replace the database `target` by a copy of `source`; nobody may be connected to the source."""
    with postgres_admin(settings) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


@dataclass
class Snapshot:
    """A database's state, to be restored as often as needed."""

    vendor: str
    memory: sqlite3.Connection | None = None
    template: str = ""

    @classmethod
    def take(cls, connection: Any) -> "Snapshot":
        """Remember the state of the test database."""
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            memory = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(memory)
            return cls("sqlite", memory=memory)
        name = connection.settings_dict["NAME"]
        connection.close()
        copy_postgres(connection.settings_dict, name, f"{name}_snapshot")
        return cls("postgresql", template=f"{name}_snapshot")

    def restore(self, connection: Any) -> None:
        """Put the remembered state back."""
        if self.vendor == "sqlite":
            assert self.memory is not None
            connection.ensure_connection()
            self.memory.backup(connection.connection)
            return
        name = connection.settings_dict["NAME"]
        connection.close()
        copy_postgres(connection.settings_dict, self.template, name)

    def drop(self) -> None:
        """Forget the state; the copy on PostgreSQL goes with its throw-away server."""
        if self.memory is not None:
            self.memory.close()


def copy_for_server(connection: Any) -> str:
    """Copy the test database for a server process; return the copy's DATABASE_URL."""
    if connection.vendor == "sqlite":
        path = Path(tempfile.mkdtemp(prefix="kargro-live-")) / "live.sqlite3"
        connection.ensure_connection()
        target = sqlite3.connect(path)
        connection.connection.backup(target)
        target.close()
        return f"sqlite:///{path}"
    settings = connection.settings_dict
    connection.close()
    copy_postgres(settings, settings["NAME"], "kargro_live")
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return f"postgres://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/kargro_live"
