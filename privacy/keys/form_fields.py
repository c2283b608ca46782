"""Form fields for identifiers, each with the one rule of `normalise`."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail, NotAPhone

LONGEST_PHONE = 40


def check_email(value: str) -> None:
    """Raise ValidationError for what is no address."""
    try:
        normalise.email(value)
    except NotAnEmail as error:
        raise ValidationError(_("Write an e-mail address such as name@example.com."), code="invalid") from error


def checked_phone(value: str, country: str) -> str:
    """Return a number as it is dialled, read as one of `country` unless it starts with +; raises ValidationError."""
    try:
        return normalise.phone_to_keep(value, country)
    except NotAPhone as error:
        raise ValidationError(_not_a_phone(value, country), code="invalid") from error


def read_as(country: str) -> str:
    """Return, for beside the box, as what a number without its country is read; empty `country`: as is chosen in the form."""
    return {
        "NL": _("A Dutch number, or any other with its country code, such as +32."),
        "DE": _("A German number, or any other with its country code, such as +32."),
        "FR": _("A French number, or any other with its country code, such as +32."),
    }.get(country, _("A number of the country you choose, or any other with its country code, such as +32."))


def _not_a_phone(value: str, country: str) -> str:
    """Return what to do about a number on which nobody can be called."""
    if normalise.typed(value).startswith(("+", "00")):
        return _("Nobody can be called on this number. Check its digits and its country code.")
    return {
        "NL": _("This is no Dutch phone number. Check its digits, or begin with + and the country code, such as +32."),
        "DE": _("This is no German phone number. Check its digits, or begin with + and the country code, such as +32."),
        "FR": _("This is no French phone number. Check its digits, or begin with + and the country code, such as +32."),
    }.get(
        country,
        _("This is no phone number of the country you chose. Check its digits, or begin with + and the country code."),
    )


class EmailField(forms.EmailField):
    """An address as it was typed, without what nobody sees."""

    default_validators = [check_email]

    def to_python(self, value: Any) -> str:
        return normalise.typed(str(super().to_python(value) or ""))


class PhoneField(forms.CharField):
    """A number that can be called, kept as it is dialled; without its country it is read as one of `language`'s."""

    widget = forms.TelInput

    def __init__(self, *, language: str = "", **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_PHONE, **kwargs)
        self.language = language

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return checked_phone(text, normalise.country_of(self.language or get_language())) if text else ""
