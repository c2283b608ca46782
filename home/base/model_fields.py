"""A model's own fields, by name."""

from typing import Any, cast

from django.db.models import Field, Model


def model_field(model: type[Model] | Model, name: str) -> "Field[Any, Any]":
    """Return a field that the model itself declares, never a relation that points at it; raises FieldDoesNotExist."""
    return cast("Field[Any, Any]", model._meta.get_field(name))
