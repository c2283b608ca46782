"""Tables whose rows are never changed, and deleted only by rule: held by database triggers on both engines.

Triggers are made at `post_migrate`, since SQLite drops them silently whenever a later migration rebuilds
the table, and a system check reports any that is missing. What goes by its rule is counted, so that a row which went in
any other way is missed (`privacy.operations.row_counts`).
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
from django.db.models import AutoField, Field, Model
from django.db.models.signals import post_migrate

from privacy.keys.fields import EncryptedTextField

M = TypeVar("M", bound=type[Model])
_OPERATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
# Where PostgreSQL looks for the names in a trigger: a temporary table of the same name, first by default, comes last.
_SEARCH_PATH = "pg_catalog, public, pg_temp"


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
_added_at: dict[type[Model], str] = {}
_counts: list[type[Model]] = []


def append_only(delete: Deletable | None = None, *, added_at: str = "") -> Callable[[M], M]:
    """Class decorator: refuse every UPDATE of the model's table, and every DELETE that `delete` does not allow.

    Both are refused with an IntegrityError by the database itself, whoever asks. `added_at` names the field with the time
    of a row where its key is no number that grows.
    """

    def register(model: M) -> M:
        if any(isinstance(field, EncryptedTextField) for field in model._meta.local_fields):
            raise ImproperlyConfigured(f"{model._meta.label}: an encrypted field must be able to change its key.")
        if bool(added_at) == isinstance(model._meta.pk, AutoField):
            raise ImproperlyConfigured(
                f"{model._meta.label}: name the field with the time of a row (added_at) where its key does not grow, and "
                "only there."
            )
        _tables[model] = delete or Never()
        _added_at[model] = added_at
        post_migrate.connect(_after_migrate, dispatch_uid="privacy.keys.append_only")
        return model

    return register


def added_at_field(model: type[Model]) -> str:
    """Return the field with the time of a row of an append-only model; empty where its key grows."""
    return _added_at[model]


def count_deletions_in(model: type[Model]) -> None:
    """Name the model that counts what goes by its rule; call it in AppConfig.ready.

    Its fields: `table_name`, `deleted`, and up to which row there is a count, `last_pk` and `counted_at`.
    """
    _counts[:] = [model]


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


def _counted(model: type[Model]) -> list[str]:
    """Return the table in which deletions of a model's rows are counted; none where none goes."""
    return [] if isinstance(_tables[model], Never) else [counts._meta.db_table for counts in _counts]


def _counted_up_to(model: type[Model]) -> tuple[str, str]:
    """Return the column by which rows of a model are older or younger than its count, and that of the count."""
    if field := _added_at[model]:
        return str(cast("Field[Any, Any]", model._meta.get_field(field)).column), "counted_at"
    return str(model._meta.pk.column), "last_pk"


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
    for counts in _counted(model):
        name, (own, last) = f"{model._meta.db_table}_deleted", _counted_up_to(model)
        sql[name] = (
            f"CREATE TRIGGER {quote(name)} AFTER DELETE ON {table} BEGIN UPDATE {quote(counts)} SET deleted = deleted + 1 "
            f"WHERE table_name = '{model._meta.db_table}' AND {last} >= OLD.{quote(own)}; END"
        )
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
    for counts in _counted(model):
        own, last = _counted_up_to(model)
        body = (
            f"BEGIN UPDATE {quote(counts)} SET deleted = deleted + (SELECT count(*) FROM gone WHERE {quote(own)} <= {last}) "
            f"WHERE table_name = '{model._meta.db_table}'; RETURN NULL; END"
        )
        kinds["deleted"] = ("AFTER DELETE", "STATEMENT", body)
    found = []
    for kind, (when, each, body) in kinds.items():
        name = f"{model._meta.db_table}_{kind}"
        create = (
            f"CREATE OR REPLACE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql SET search_path = {_SEARCH_PATH} "
            f"AS $body${body}$body$",
            f"CREATE TRIGGER {quote(name)} {when} ON {table} {'REFERENCING OLD TABLE AS gone ' if kind == 'deleted' else ''}"
            f"FOR EACH {each} EXECUTE FUNCTION {quote(name)}()",
        )
        found.append(
            Trigger(
                name, f"search_path={_SEARCH_PATH}{body}", f"DROP TRIGGER IF EXISTS {quote(name)} ON {table}", create
            )
        )
    return found


def _standing(connection: BaseDatabaseWrapper, cursor: Any) -> dict[str, str]:
    """Return the triggers of the database that are switched on: name → text."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT t.tgname, concat(array_to_string(p.proconfig, ';'), p.prosrc) FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
        )
    else:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return dict(cursor.fetchall())
