"""Tables whose rows are never changed, and deleted only by rule: held by database triggers on both engines.

Triggers are made at `post_migrate`, since SQLite drops them silently whenever a later migration rebuilds
the table, and a system check reports any that is missing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from django.apps import AppConfig, apps
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.db.models.signals import post_migrate

from privacy.keys.fields import EncryptedTextField

M = TypeVar("M", bound=type[Model])
_OPERATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})


@dataclass(frozen=True)
class Trigger:
    """A trigger: what the database should remember as its text, and the statements that make and drop it."""

    name: str
    text: str
    drop: str
    create: tuple[str, ...]


@dataclass(frozen=True)
class Never:
    """Rows are never deleted."""

    def condition(self, model: type[Model], connection: BaseDatabaseWrapper) -> str:
        return "FALSE" if connection.vendor == "postgresql" else "0"


@dataclass(frozen=True)
class Expired:
    """A row may be deleted when the moment in its own `field` has passed, by the database's clock."""

    field: str

    def condition(self, model: type[Model], connection: BaseDatabaseWrapper) -> str:
        clock = "clock_timestamp()" if connection.vendor == "postgresql" else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
        return f"COALESCE({_old(model, self.field, connection)} < {clock}, {Never().condition(model, connection)})"


@dataclass(frozen=True)
class Listed:
    """A row may be deleted when a row of `model` covers it: `where` holds (own field, operator, its field)."""

    model: str
    where: tuple[tuple[str, str, str], ...]

    def condition(self, model: type[Model], connection: BaseDatabaseWrapper) -> str:
        listing = apps.get_model(self.model)
        quote = connection.ops.quote_name
        parts = []
        for own, operator, other in self.where:
            if operator not in _OPERATORS:
                raise ImproperlyConfigured(f"{operator!r} is no comparison.")
            column = quote(listing._meta.get_field(other).column)
            parts.append(f"{_old(model, own, connection)} {operator} listing.{column}")
        return f"EXISTS (SELECT 1 FROM {quote(listing._meta.db_table)} listing WHERE {' AND '.join(parts)})"


@dataclass(frozen=True)
class AnyOf:
    """A row may be deleted when one of several rules lets it go."""

    rules: tuple[Expired | Listed, ...]

    def condition(self, model: type[Model], connection: BaseDatabaseWrapper) -> str:
        return " OR ".join(f"({rule.condition(model, connection)})" for rule in self.rules)


Deletable = Never | Expired | Listed | AnyOf
_tables: dict[type[Model], Deletable] = {}


def append_only(delete: Deletable | None = None) -> Callable[[M], M]:
    """Class decorator: refuse every UPDATE of the model's table, and every DELETE that `delete` does not allow.

    Both are refused with an IntegrityError by the database itself, whoever asks.
    """

    def register(model: M) -> M:
        if any(isinstance(field, EncryptedTextField) for field in model._meta.local_fields):
            raise ImproperlyConfigured(f"{model._meta.label}: an encrypted field must be able to change its key.")
        _tables[model] = delete or Never()
        post_migrate.connect(_after_migrate, dispatch_uid="privacy.keys.append_only")
        return model

    return register


def append_only_models() -> tuple[type[Model], ...]:
    """Return the models held this way."""
    return tuple(_tables)


def install(using: str = DEFAULT_DB_ALIAS, models: Sequence[type[Model]] | None = None) -> None:
    """Make the triggers of `models` (all by default) whose tables exist; those that stand already are left."""
    with connections[using].cursor() as cursor:
        for trigger in _absent(using, _tables if models is None else models):
            for statement in (trigger.drop, *trigger.create):
                # allowed sql-from-parts: triggers take no parameters; the names in them are those of our models.
                cursor.execute(statement)


def missing(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Return the names of triggers that should stand and do not, or say something else than they should."""
    return [trigger.name for trigger in _absent(using, _tables)]


@contextmanager
def triggers_lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Take all triggers away for the block: for flushing a test database, never for a running site."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in _tables:
            if model._meta.db_table in tables:
                for trigger in _triggers(model, connection):
                    # allowed sql-from-parts: triggers take no parameters; the names in them are those of our models.
                    cursor.execute(trigger.drop)
    try:
        yield
    finally:
        install(using)


@checks.register(checks.Tags.database)
def check_triggers(databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Report append-only tables that the database does not hold. A warning, because `migrate` is the repair."""
    return [
        checks.Warning(
            f"The trigger {name} is missing: rows that must never change could be changed.",
            hint="Run `manage.py migrate`, then `manage.py verify_ledger`.",
            id="keys.W001",
        )
        for alias in databases or []
        for name in missing(alias)
    ]


def _after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    install(using, [model for model in _tables if model._meta.app_label == sender.label])


def _absent(using: str, models: Iterable[type[Model]]) -> list[Trigger]:
    """Return the triggers of `models` that the database lacks, or holds with another text."""
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        standing = _standing(connection, cursor)
    return [
        trigger
        for model in models
        if model._meta.db_table in tables
        for trigger in _triggers(model, connection)
        if standing.get(trigger.name) != trigger.text
    ]


def _old(model: type[Model], field: str, connection: BaseDatabaseWrapper) -> str:
    column = cast("Field[Any, Any]", model._meta.get_field(field)).column
    return f"OLD.{connection.ops.quote_name(str(column))}"


def _triggers(model: type[Model], connection: BaseDatabaseWrapper) -> list[Trigger]:
    return _postgresql(model, connection) if connection.vendor == "postgresql" else _sqlite(model, connection)


def _sqlite(model: type[Model], connection: BaseDatabaseWrapper) -> list[Trigger]:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    allowed = _tables[model].condition(model, connection)
    refuse = "BEGIN SELECT RAISE(ABORT, 'append-only: {} refused'); END"
    update, delete = f"{model._meta.db_table}_no_update", f"{model._meta.db_table}_no_delete"
    sql = {
        update: f"CREATE TRIGGER {quote(update)} BEFORE UPDATE ON {table} {refuse.format('UPDATE')}",
        delete: f"CREATE TRIGGER {quote(delete)} BEFORE DELETE ON {table} "
        f"WHEN NOT ({allowed}) {refuse.format('DELETE')}",
    }
    return [Trigger(name, text, f"DROP TRIGGER IF EXISTS {quote(name)}", (text,)) for name, text in sql.items()]


def _postgresql(model: type[Model], connection: BaseDatabaseWrapper) -> list[Trigger]:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    allowed = _tables[model].condition(model, connection)
    refuse = "RAISE EXCEPTION 'append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';"
    kinds = {
        "no_update": ("BEFORE UPDATE", "ROW", f"BEGIN {refuse} END"),
        "no_delete": ("BEFORE DELETE", "ROW", f"BEGIN IF {allowed} THEN RETURN OLD; END IF; {refuse} END"),
        "no_truncate": ("BEFORE TRUNCATE", "STATEMENT", f"BEGIN {refuse} END"),
    }
    found = []
    for kind, (when, each, body) in kinds.items():
        name = f"{model._meta.db_table}_{kind}"
        create = (
            f"CREATE OR REPLACE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$",
            f"CREATE TRIGGER {quote(name)} {when} ON {table} FOR EACH {each} EXECUTE FUNCTION {quote(name)}()",
        )
        found.append(Trigger(name, body, f"DROP TRIGGER IF EXISTS {quote(name)} ON {table}", create))
    return found


def _standing(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    """Return the triggers of the database that are switched on: name → text."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT t.tgname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
    else:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())
