"""What visitors type on the pages about rights."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from privacy.keys import normalise
from privacy.keys.form_fields import EmailField, PhoneField
from privacy.keys.normalise import is_code
from privacy.rights.models import Right
from privacy.rights.self_service import NEEDS_STAFF


class AddressForm(forms.Form):
    """The address to which a code goes."""

    email = EmailField(
        max_length=254,
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address such as name@example.com."),
        },
    )


class CallForm(forms.Form):
    """For whoever left us no e-mail address: the code of their message, and a number to call back."""

    right = forms.ChoiceField(choices=Right.choices, error_messages={"required": _("Choose what you want.")})
    reference = forms.CharField(
        max_length=40, error_messages={"required": _("Enter the code that you got with your message.")}
    )
    phone = PhoneField(error_messages={"required": _("Enter the number on which we can call you.")})

    def clean_reference(self) -> str:
        """Its form alone is looked at: nothing here tells whether we hold a message with it (R78)."""
        code = self.cleaned_data["reference"]
        if not is_code(code):
            raise forms.ValidationError(
                _("The code has eight letters and digits, such as KG-7F3K-29QX. Check it, or call or write to us.")
            )
        return normalise.typed(code)


class AskForm(forms.Form):
    """What a member of staff has to do."""

    right = forms.ChoiceField(
        choices=[(right.value, right.label) for right in NEEDS_STAFF],
        error_messages={"required": _("Choose what you want.")},
    )
    words = forms.CharField(
        max_length=5000, error_messages={"required": _("Write in a sentence or two what we should do.")}
    )


def errors_of(form: forms.Form) -> list[dict[str, Any]]:
    """Return field and sentence of everything that is wrong, for the summary."""
    return [{"field": name, "message": str(errors[0])} for name, errors in form.errors.items()]
