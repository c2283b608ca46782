"""How each kind of answer is asked, checked and shown again. One class a kind."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail, NotAPhone

Spec = Mapping[str, Any]
# A phone number without its country is read as dialled where the language is spoken.
COUNTRY_OF_LANGUAGE = {"de": "DE", "fr": "FR", "nl": "NL"}
LINE, TEXT = 200, 5000


class AnswerField(forms.CharField):
    """Text as typed, without what nobody typed: null bytes, control characters, breaks within a line."""

    def __init__(self, *, lines: bool = False, longest: int = LINE, **kwargs: Any) -> None:
        self.lines, self.longest = lines, longest
        super().__init__(required=False, strip=True, **kwargs)

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        if not self.lines:
            text = re.sub(r"[\n\t\v\f\x85\u2028\u2029]+", " ", text)
        return "".join(
            char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
        ).strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > self.longest:
            raise ValidationError(
                _("Use %(most)d characters at most. These are %(count)d.")
                % {"most": self.longest, "count": len(value)},
                code="too_long",
            )


class EmailAnswer(AnswerField):
    """An address that mail can be sent to."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            try:
                normalise.email(value)
            except NotAnEmail as error:
                raise ValidationError(_("Write an e-mail address such as name@example.com.")) from error


class PhoneAnswer(AnswerField):
    """A number, turned into international form (E.164)."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return normalise.phone(text, COUNTRY_OF_LANGUAGE.get(get_language() or "", "NL"))
        except NotAPhone as error:
            raise ValidationError(_("Write a phone number such as +31 348 47 18 44.")) from error


class Kind:
    """How one kind of question becomes inputs, and inputs an answer."""

    field: type[AnswerField] = AnswerField
    lines = False
    longest = LINE
    input_type = "text"
    autocomplete = ""
    inputmode = ""

    def inputs(self, spec: Spec) -> dict[str, forms.Field]:
        """Return the inputs by name; the first is named like the answer."""
        return {spec["key"]: self.field(lines=self.lines, longest=self.longest, label=spec["label"])}

    def answer(self, spec: Spec, cleaned: Mapping[str, Any]) -> Any:
        """Return the one answer that the inputs give together; empty when nothing was given."""
        return cleaned.get(spec["key"], "")

    def missing(self, spec: Spec) -> str:
        """Return what is said when the answer is missing."""
        return _("Fill in “%(label)s”.") % {"label": spec["label"]}


class Name(Kind):
    autocomplete = "name"


class Organisation(Kind):
    autocomplete = "organization"


class Email(Kind):
    field = EmailAnswer
    longest = 254
    input_type = "email"
    autocomplete = "email"
    inputmode = "email"


class Phone(Kind):
    field = PhoneAnswer
    longest = 40
    input_type = "tel"
    autocomplete = "tel"
    inputmode = "tel"

    def inputs(self, spec: Spec) -> dict[str, forms.Field]:
        found = super().inputs(spec)
        for number in range(2, spec.get("numbers", 1) + 1):
            label = _("%(label)s, another one") % {"label": spec["label"]}
            found[f"{spec['key']}_{number}"] = self.field(lines=False, longest=self.longest, label=label)
        return found

    def answer(self, spec: Spec, cleaned: Mapping[str, Any]) -> list[str]:
        numbers = [cleaned.get(name, "") for name in self.inputs(spec)]
        return list(dict.fromkeys(number for number in numbers if number))


class Subject(Kind):
    pass


class Message(Kind):
    lines = True
    longest = TEXT


KINDS: dict[str, Kind] = {
    "name": Name(),
    "organisation": Organisation(),
    "email": Email(),
    "phone": Phone(),
    "subject": Subject(),
    "message": Message(),
}


def questions(schema: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the specs that ask something."""
    return [spec for spec in schema if spec["kind"] in KINDS]


def in_words(answer: Any) -> str:
    """Return an answer as one text."""
    return ", ".join(answer) if isinstance(answer, list) else str(answer)
