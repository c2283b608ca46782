"""Form fields for identifiers, each with the one rule of `normalise`."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail


def check_email(value: str) -> None:
    """Raise ValidationError for what is no address."""
    try:
        normalise.email(value)
    except NotAnEmail as error:
        raise ValidationError(_("Write an e-mail address such as name@example.com."), code="invalid") from error


class EmailField(forms.EmailField):
    """An address; given on as it was typed."""

    default_validators = [check_email]
