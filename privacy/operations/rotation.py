"""Move everything stored to the newest keys: encrypted columns by re-encryption, hashes as each model says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

from django.apps import apps
from django.db import transaction
from django.db.models import Model, TextField, Value
from django.db.models.functions import Cast

from privacy.keys.encryption import is_newest, rotate
from privacy.keys.fields import EncryptedTextField

BATCH = 500


@dataclass(frozen=True)
class Rotated:
    """How many values of a column, or hashes of a model, were moved."""

    what: str
    count: int


_others: dict[str, Callable[[], int]] = {}


def also_rotate(what: str, rotate: Callable[[], int]) -> None:
    """Make known something encrypted that is no column of ours; `rotate` returns how many values it moved."""
    _others[what] = rotate


_signed: list[Callable[[], set[str]]] = []


def also_signed(source: Callable[[], set[str]]) -> None:
    """Make known which look-up keys signed records of a room; `source` returns their ids."""
    if source not in _signed:
        _signed.append(source)


def keys_that_signed() -> set[str]:
    """Return the ids of the look-up keys that signed records which are still kept: they cannot be thrown away."""
    return {key for source in _signed for key in source()}


def rotate_all() -> list[Rotated]:
    """Rotate every encrypted field and every model with `rotate_hashes`; safe to repeat and to interrupt.

    Raises WrongKey or NoKey when an older key is missing: put it back at the end of its list.
    """
    done = []
    for model in apps.get_models():
        done += [
            Rotated(f"{model._meta.label}.{name}", _rotate_column(model, name)) for name in encrypted_fields(model)
        ]
        if hasattr(model, "rotate_hashes"):
            done.append(Rotated(f"{model._meta.label} hashes", _rotate_hashes(model)))
    return done + [Rotated(what, rotate()) for what, rotate in _others.items()]


def encrypted_fields(model: type[Model]) -> list[str]:
    """Return the names of a model's encrypted fields."""
    return [field.name for field in model._meta.local_fields if isinstance(field, EncryptedTextField)]


def _rotate_column(model: type[Model], name: str) -> int:
    """Re-encrypt values that an older key wrote. A value changed meanwhile is new anyway and left alone."""
    raw = Cast(name, TextField())
    rows = model._base_manager.filter(**{f"{name}__isnull": False}).annotate(_raw=raw).order_by("pk")
    count, last = 0, None
    while batch := list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", "_raw")[:BATCH]):
        last = batch[-1][0]
        for pk, token in batch:
            if not is_newest(token):
                same = model._base_manager.annotate(_raw=raw).filter(pk=pk, _raw=token)
                count += same.update(**{name: Value(rotate(token), output_field=TextField())})
    return count


class Hashed(Protocol):
    """A row that carries its hashes to the newest key itself."""

    def rotate_hashes(self) -> list[str]:
        """Return the names of the fields to save."""

    def save(self, *, update_fields: list[str]) -> None:
        """Save them."""


def _rotate_hashes(model: type[Model]) -> int:
    count = 0
    for pk in model._base_manager.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
        with transaction.atomic():
            row = cast("Hashed | None", model._base_manager.select_for_update().filter(pk=pk).first())
            if row and (changed := row.rotate_hashes()):
                row.save(update_fields=changed)
                count += 1
    return count
