"""SQL apart from the ORM where it is dear: what every visit asks, the transaction of a post, thousands of deletions."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import CASCADE, Model, QuerySet
from django.db.models.expressions import RawSQL


class Statement:
    """A query that every visit asks, drawn up by Django once a process: to draw it costs more than to answer it.

    `draw` returns the query with any values of the right kind; `rows` asks it with others, in the same order, and
    returns what the database gives.
    """

    def __init__(self, draw: Callable[[], QuerySet[Any, Any]]) -> None:
        self.draw = draw
        self.drawn: dict[str, str] = {}

    def rows(self, *values: Any) -> list[tuple[Any, ...]]:
        """Return all rows; one statement."""
        vendor = connection.vendor
        if vendor not in self.drawn:
            self.drawn[vendor] = str(self.draw().query.sql_with_params()[0])
        with connection.cursor() as cursor:
            # allowed sql-from-parts: drawn up by Django, with a parameter for each value.
            cursor.execute(self.drawn[vendor], values)
            return list(cursor.fetchall())


def insert(rows: Sequence[Model], *, conflict: str = "", returning: Sequence[str] = ()) -> list[tuple[Any, ...]]:
    """Insert a few unsaved rows of one model with one statement and give them their keys; no signals are sent.

    Returns for each row its key and the columns asked for, as the database gives them. `conflict` is an ON CONFLICT
    clause that writes something, so that every row comes back. `bulk_create` hands PostgreSQL an array for each
    column, which pays for many rows and costs twice as much for two.
    """
    if not rows:
        return []
    model, quote = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in model.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    one = f"({', '.join(['%s'] * len(fields))})"
    names = ", ".join(quote(str(field.column)) for field in fields)
    back = ", ".join(quote(name) for name in (str(model.pk.column), *returning))
    with connection.cursor() as cursor:
        # allowed sql-from-parts: quoted names of columns, as many "%s" as values, and a clause that our own code writes.
        cursor.execute(
            f"INSERT INTO {quote(model.db_table)} ({names}) VALUES {', '.join([one] * len(rows))} "
            f"{conflict} RETURNING {back}",
            values,
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    for row, columns in zip(rows, found, strict=True):
        row.pk, row._state.adding, row._state.db = columns[0], False, connection.alias
    return found


def among(keys: Sequence[int]) -> RawSQL:
    """Return what `pk__in` takes for thousands of keys: one parameter, where a list would be spelled out key by key."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(keys))])


def delete_with_parts(model: type[Model], keys: Sequence[int]) -> None:
    """Delete rows and what cascades from them, without reading a row or sending a signal.

    `QuerySet.delete` reads every row first, deciphers it, and reads what hangs on it one by one. What has parts of its own
    still goes that way. A row that something else protects raises IntegrityError, as the database says so.
    """
    for relation in model._meta.related_objects:
        if relation.on_delete is CASCADE:
            parts = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": among(keys)})
            if relation.related_model._meta.related_objects:
                parts.delete()
            else:
                parts._raw_delete(parts.db)
    rows = model._base_manager.filter(pk__in=among(keys))
    rows._raw_delete(rows.db)
