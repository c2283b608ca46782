"""One class a field type: how a question is drawn, checked, kept and shown again.

Every one takes whatever a browser, or a machine in its place, may send: null bytes, megabytes, other scripts, HTML.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from leads.forms.answers import Spec
from leads.forms.bound_fields import Question
from leads.forms.field_blocks import OPTIONAL
from privacy.keys import normalise
from privacy.keys.form_fields import LONGEST_PHONE, check_email, checked_phone, read_as

LINE, TEXT = 200, 5000
YEARS = range(1900, 2200)


class AskedField:
    """What every field type has. `spec` is the question as a version asks it, `given` what the form knows besides."""

    bound_field_class: type[forms.BoundField] | None = Question
    # How the template draws it: line, lines, list, buttons, boxes, files or tick.
    drawn = "line"
    css_class = "field__input"
    attrs: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, spec: Spec, **given: Any) -> None:
        self.spec = spec
        super().__init__(required=False, label=spec.get("label", ""), help_text=spec.get("help", ""))  # type: ignore[call-arg]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return what the input bears besides its name and id."""
        return {"class": self.css_class, **self.attrs}

    @classmethod
    def names(cls, spec: Spec) -> list[str]:
        """Return the names of the inputs; the first is the answer's."""
        return [spec["key"]]

    @classmethod
    def inputs(cls, spec: Spec, **given: Any) -> dict[str, forms.Field]:
        """Return the inputs by name."""
        return {spec["key"]: cls(spec, **given)}  # type: ignore[dict-item]

    @classmethod
    def answer(cls, spec: Spec, cleaned: Mapping[str, Any]) -> Any:
        """Return the one answer that the inputs give together; empty when nothing was given."""
        return cleaned.get(spec["key"], "")

    @classmethod
    def missing(cls, spec: Spec) -> str:
        """Return what is said when the answer is missing."""
        return _("Fill in “%(label)s”.") % {"label": spec["label"]}

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        """Return an answer, or what was typed for one, as a person reads it."""
        return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)


class AnswerField(AskedField, forms.CharField):
    """Text as typed, without what nobody typed: null bytes, control characters, breaks within a line."""

    longest = LINE

    def to_python(self, value: Any) -> str:
        text = unicodedata.normalize("NFC", str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        if self.drawn != "lines":
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


class NameAnswer(AnswerField):
    attrs: ClassVar = {"autocomplete": "name"}


class OrganisationAnswer(AnswerField):
    attrs: ClassVar = {"autocomplete": "organization"}


class LongAnswer(AnswerField):
    """Several lines."""

    widget = forms.Textarea(attrs={"rows": 6, "cols": False})
    drawn = "lines"
    longest = TEXT


class EmailAnswer(AnswerField):
    """An address that mail can be sent to."""

    widget = forms.EmailInput
    longest = 254
    attrs: ClassVar = {"autocomplete": "email", "inputmode": "email"}

    default_validators = [check_email]

    def to_python(self, value: Any) -> str:
        return normalise.typed(super().to_python(value))


class PhoneAnswer(AnswerField):
    """A number as it is dialled (E.164), read as one of the country that was picked unless it starts with +.

    `country` is None in a form that asks for none, and empty while none is picked: then the form's language says it.
    """

    widget = forms.TelInput
    longest = LONGEST_PHONE
    attrs: ClassVar = {"autocomplete": "tel", "inputmode": "tel"}

    def __init__(self, spec: Spec, *, country: str | None = None, explained: bool = True, **given: Any) -> None:
        self.country = country
        super().__init__(spec, **given)
        if explained:
            rule = read_as("" if country is not None else normalise.country_of(get_language()))
            self.help_text = f"{self.help_text} {rule}".strip()

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return checked_phone(text, self.country or normalise.country_of(get_language())) if text else ""

    @classmethod
    def names(cls, spec: Spec) -> list[str]:
        return [spec["key"], *(f"{spec['key']}_{number}" for number in range(2, spec.get("numbers", 1) + 1))]

    @classmethod
    def inputs(cls, spec: Spec, **given: Any) -> dict[str, forms.Field]:
        """Return an input for each number that may be given; the others than the first explain nothing and may stay empty."""
        label = _("%(label)s, another one") % {"label": spec["label"]}
        another = {**spec, "label": label, "help": "", "requirement": OPTIONAL}
        first, *others = cls.names(spec)
        return {first: cls(spec, **given), **{name: cls(another, explained=False, **given) for name in others}}

    @classmethod
    def answer(cls, spec: Spec, cleaned: Mapping[str, Any]) -> list[str]:
        numbers = [cleaned.get(name, "") for name in cls.names(spec)]
        return list(dict.fromkeys(number for number in numbers if number))


class DayInput(forms.DateInput):
    """A calendar shows no date that it cannot read: what was typed in its place is shown as it was typed."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        try:
            date.fromisoformat(context["widget"]["value"] or "2026-11-22")
        except ValueError:
            context["widget"]["type"] = "text"
        return context


class DateAnswer(AnswerField):
    """A day, kept as 2026-11-22. Where a browser has no calendar, the day stands first: 22-11-2026."""

    widget = DayInput
    css_class = "field__input field__input--short"

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

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        try:
            return str(formats.date_format(date.fromisoformat(str(answer)), "DATE_FORMAT"))
        except ValueError:
            return str(answer)


class NumberAnswer(AnswerField):
    """A number within its limits, written as the language writes numbers."""

    longest = 30
    css_class = "field__input field__input--short"
    attrs: ClassVar = {"inputmode": "decimal"}

    def clean(self, value: Any) -> int | float | str:
        text = str(super().clean(value))
        if not text:
            return ""
        number, least, most = _decimal(text), self.spec.get("min"), self.spec.get("max")
        if number is None:
            raise ValidationError(_("Write a number in digits, such as 12."))
        if least is not None and number < least:
            raise ValidationError(_("Write a number that is %(least)s or more.") % {"least": least})
        if most is not None and number > most:
            raise ValidationError(_("Write a number that is %(most)s or less.") % {"most": most})
        return int(number) if number == number.to_integral_value() else float(number)

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        if isinstance(answer, int | float):
            return str(formats.number_format(answer, use_l10n=True, force_grouping=abs(answer) >= 10_000))
        return str(answer)


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
