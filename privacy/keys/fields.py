"""Model fields whose column holds ciphertext. They cannot be searched, sorted or indexed; only tested for null."""

import json
from typing import Any

from django import forms
from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from privacy.keys.encryption import decrypt, encrypt
from privacy.keys.form_fields import EmailField


class EncryptedTextField(models.TextField):
    """Text, encrypted with the newest of ENCRYPTION_KEYS. Reading with the wrong keys raises WrongKey."""

    description = "Encrypted text"
    db_index: bool

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else self.loads(decrypt(value))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else encrypt(self.dumps(value))

    def dumps(self, value: Any) -> str:
        """Return the value as the text that is encrypted."""
        return str(value)

    def loads(self, text: str) -> Any:
        """Return the value that `text`, decrypted, stands for."""
        return text

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse all lookups but isnull: equal texts have different ciphertexts."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.model._meta.label}.{self.name} is encrypted: look up a keyed hash beside it.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> None:
        return None

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = super().check(**kwargs)
        if self.unique or self.db_index:
            found.append(
                checks.Error(
                    "An encrypted field cannot be unique or indexed.",
                    hint="Put a keyed hash beside it (privacy.keys.hashing) and index that.",
                    obj=self,
                    id="keys.E001",
                )
            )
        return found


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, encrypted."""

    description = "Encrypted JSON"

    # For the types: like models.JSONField, it gives and takes any JSON value.
    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def dumps(self, value: Any) -> str:
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))

    def loads(self, text: str) -> Any:
        return json.loads(text)

    def to_python(self, value: Any) -> Any:
        return value

    def formfield(self, **kwargs: Any) -> Any:
        return models.Field.formfield(self, **{"form_class": forms.JSONField, **kwargs})


class AddressField(models.EmailField):
    """An e-mail address that staff type: taken by the one rule for addresses. To the database it is Django's own field."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": EmailField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.EmailField", args, kwargs
