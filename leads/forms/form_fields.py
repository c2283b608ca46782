"""What is typed, picked or ticked, checked and brought into the form in which it is kept. One class a way of asking.

Every one takes whatever a browser, or a machine in its place, may send: null bytes, megabytes, other scripts, HTML.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from privacy.keys import normalise
from privacy.keys.errors import NotAnEmail, NotAPhone

# A phone number without its country is read as dialled where the language is spoken.
COUNTRY_OF_LANGUAGE = {"de": "DE", "fr": "FR", "nl": "NL"}
LINE, TEXT = 200, 5000
TICKED = "yes"
YEARS = range(1900, 2200)
Option = tuple[str, str]


@dataclass(frozen=True)
class HeldFile:
    """A file that arrived with an earlier post and is kept for the next one."""

    id: str
    name: str


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
    """A number, turned into international form (E.164), read as dialled in `country` unless it starts with +."""

    def __init__(self, *, country: str = "", **kwargs: Any) -> None:
        self.country = country
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        country = self.country or COUNTRY_OF_LANGUAGE.get(get_language() or "", normalise.DEFAULT_COUNTRY)
        try:
            return normalise.phone(text, country)
        except NotAPhone as error:
            raise ValidationError(_("Write a phone number such as +31 348 47 18 44.")) from error


class PickedAnswer(AnswerField):
    """One of the options, by its value."""

    def __init__(self, *, options: Sequence[Option], **kwargs: Any) -> None:
        self.values = frozenset(value for value, _label in options)
        super().__init__(**kwargs)

    def validate(self, value: str) -> None:
        if value and value not in self.values:
            raise ValidationError(_("Choose one of the answers shown."))


class SeveralWidget(forms.SelectMultiple):
    """Reads every value of a name, also from a plain mapping."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        if hasattr(data, "getlist"):
            return list(data.getlist(name))
        value = data.get(name)
        return list(value) if isinstance(value, list | tuple) else [value] if value else []


class SeveralAnswer(forms.Field):
    """Any of the options, in their order, each once."""

    widget = SeveralWidget

    def __init__(self, *, options: Sequence[Option], **kwargs: Any) -> None:
        self.values = [value for value, _label in options]
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        given = {str(one) for one in value or () if one}
        if given - set(self.values):
            raise ValidationError(_("Choose from the answers shown."))
        return [known for known in self.values if known in given]


class DateAnswer(AnswerField):
    """A day, kept as 2026-11-22. Where a browser has no calendar, the day stands first: 22-11-2026."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
        year, month, day = found.groups() if found else ("", "", "")
        if not found and (found := re.fullmatch(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})", text)):
            day, month, year = found.groups()
        try:
            kept = date(int(year), int(month), int(day))
        except ValueError as error:
            raise ValidationError(_("Write a date with day, month and year, such as 22-11-2026.")) from error
        if kept.year not in YEARS:
            raise ValidationError(_("Write a date with day, month and year, such as 22-11-2026."))
        return kept.isoformat()


class NumberAnswer(AnswerField):
    """A number within its limits, written as the language writes numbers."""

    def __init__(self, *, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | float | str:
        text = str(super().clean(value))
        if not text:
            return ""
        number = _decimal(text)
        if number is None:
            raise ValidationError(_("Write a number in digits, such as 12."))
        if self.least is not None and number < self.least:
            raise ValidationError(_("Write a number that is %(least)s or more.") % {"least": self.least})
        if self.most is not None and number > self.most:
            raise ValidationError(_("Write a number that is %(most)s or less.") % {"most": self.most})
        return int(number) if number == number.to_integral_value() else float(number)


def _decimal(text: str) -> Decimal | None:
    """Read 1.234,5 and 1,234.5 alike; a lone separator means thousands only where the language writes them so."""
    text = re.sub(r"[\s'’]", "", text)
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(?:[.,][0-9]{1,12}){0,6}", text):
        return None
    marks = re.findall(r"[.,]", text)
    thousands = formats.get_format("THOUSAND_SEPARATOR", get_language())
    if len(set(marks)) == 2 or len(marks) > 1:
        thousands = marks[0]
    elif marks and not (marks[0] == thousands and re.search(r"[.,][0-9]{3}$", text)):
        thousands = ""
    whole = text.replace(thousands, "") if thousands else text
    whole = whole.replace(",", ".")
    return Decimal(whole) if whole.count(".") <= 1 and len(whole) <= 20 else None


class FilesWidget(forms.Widget):
    """Files travel beside the answers: what is held of them is given to the field, not read from the post."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        return None


class FilesAnswer(forms.Field):
    """The files held for this question, as a list of their ids; `problems` is what was wrong with others."""

    widget = FilesWidget

    def __init__(
        self, *, held: Sequence[HeldFile] = (), problems: Sequence[str] = (), most: int = 1, **kwargs: Any
    ) -> None:
        self.held, self.problems, self.most = tuple(held), tuple(problems), most
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        if self.problems:
            raise ValidationError(list(self.problems))
        if len(self.held) > self.most:
            raise ValidationError(_("Add %(most)d files at most; remove the others.") % {"most": self.most})
        return [file.id for file in self.held]


class TickWidget(forms.CheckboxInput):
    """Ticked only by the one value that our own box sends."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return data.get(name) == TICKED


class TickAnswer(forms.Field):
    """A box that may stay empty; nothing but the visitor's own tick fills it (R10)."""

    widget = TickWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> bool:
        return value is True
