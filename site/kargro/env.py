"""What a deployer may change: environment variables, each read once, here.

Every variable is documented in docs/operations.md (a test holds the two together).
"""

import os
from collections.abc import Mapping
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """Return the variable, stripped; `default` when unset or empty."""
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    """Return the variable; raise ImproperlyConfigured with one readable sentence when it is missing."""
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set the environment variable {name}: {why}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated variable as a list, empty entries dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """Return a whole number; raise ImproperlyConfigured when it is none."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from error


SQLITE_OPTIONS: Mapping[str, object] = {
    # A transaction that reads, then writes, would otherwise fail at once with "database is locked".
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    "timeout": 20,
}
POSTGRESQL_OPTIONS: Mapping[str, object] = {
    # A query that is asked again is planned no more: half as many forms again are taken in a second.
    "server_side_binding": True,
    "prepare_threshold": 5,
}


def database(default_url: str) -> dict[str, object]:
    """Return Django's settings for DATABASE_URL (sqlite:///… or postgres://…).

    Raises ImproperlyConfigured when the address cannot be understood; the address itself is not
    repeated, since it holds a password.
    """
    url = text("DATABASE_URL", default_url)
    try:
        settings: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except Exception as error:
        raise ImproperlyConfigured(
            "DATABASE_URL cannot be understood. Use postgres://user:password@host:5432/name or sqlite:////path/to/file."
        ) from error
    engine = str(settings.get("ENGINE", ""))
    if engine.endswith("sqlite3"):
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
        settings["CONN_MAX_AGE"] = 0
    elif not engine.endswith("postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must name SQLite or PostgreSQL; other databases are not supported.")
    else:
        settings["OPTIONS"] = {**POSTGRESQL_OPTIONS, **settings.get("OPTIONS", {})}
    return settings
