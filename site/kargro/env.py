"""What a deployer may change: environment variables, each read once, here.

Every variable is documented in docs/operations.md (a test holds the two together).
"""

import base64
import contextlib
import os
from collections.abc import Mapping
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# What the keys in settings/dev.py, test.py and build.py begin with, written or in base64.
PUBLISHED = ("development-only", "tests-only", "build-only")
# 32 hexadecimal digits hold 128 bits; fewer than eight different ones among them come by chance once in five thousand million.
SHORTEST_KEY, FEWEST_CHARACTERS = 32, 8


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


def count(name: str, why: str) -> int:
    """Return a whole number of 0 or more that has no default; raise ImproperlyConfigured when it is missing or none."""
    required(name, why)
    value = number(name, -1)
    if value < 0:
        raise ImproperlyConfigured(f"{name} must be 0 or more, not {value}.")
    return value


def keys(name: str, why: str) -> list[str]:
    """Return the keys of a variable, newest first; raise ImproperlyConfigured, without repeating one, when one is weak."""
    required(name, why)
    return [_strong(name, key) for key in words(name)]


def key(name: str, why: str) -> str:
    """Return the one key of a variable, which may hold a comma; raise ImproperlyConfigured as `keys` does."""
    return _strong(name, required(name, why))


def _strong(name: str, key: str) -> str:
    if fault := fault_of_key(key):
        raise ImproperlyConfigured(f"{name} holds a key that {fault}. Make one as docs/operations.md says.")
    return key


def fault_of_key(key: str) -> str:
    """Return what makes a key easy to guess, as the end of a sentence; empty for a good one."""
    if any(mark in text for mark in PUBLISHED for text in (key, _decoded(key))):
        return "stands in this software, where everybody can read it"
    if len(key) < SHORTEST_KEY:
        return f"has fewer than {SHORTEST_KEY} characters"
    if len(set(key)) < FEWEST_CHARACTERS or (key + key).find(key, 1) < len(key):
        return "repeats itself: it is not random"
    return ""


def _decoded(key: str) -> str:
    with contextlib.suppress(ValueError):
        return base64.urlsafe_b64decode(key).decode("latin-1")
    return ""


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
