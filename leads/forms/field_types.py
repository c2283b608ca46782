"""How each kind of question becomes inputs, and inputs an answer. One class a kind; specs are a version's schema."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_countries import countries

from leads.forms.form_fields import (
    LINE,
    TEXT,
    AnswerField,
    DateAnswer,
    EmailAnswer,
    FilesAnswer,
    HeldFile,
    NumberAnswer,
    Option,
    PhoneAnswer,
    PickedAnswer,
    SeveralAnswer,
    TickAnswer,
)

Spec = Mapping[str, Any]
# From so many answers on, one is picked from a list instead of from buttons.
MOST_BUTTONS = 6
# Where most visitors live stands first in the list of countries.
NEAREST = ("NL", "BE", "DE", "FR")


class Kind:
    """How one kind of question is asked, checked and shown again."""

    field: type[forms.Field] = AnswerField
    lines = False
    longest = LINE
    input_type = "text"
    autocomplete = ""
    inputmode = ""

    def widget(self, spec: Spec) -> str:
        """Return how it is drawn: line, lines, list, buttons, boxes, files or tick."""
        return "lines" if self.lines else "line"

    def options(self, spec: Spec) -> list[Option]:
        """Return value and label of each answer that may be picked."""
        return [(choice["value"], choice["label"]) for choice in spec.get("choices", ())]

    def names(self, spec: Spec) -> list[str]:
        """Return the names of the inputs; the first is the answer's."""
        return [spec["key"]]

    def inputs(self, spec: Spec, **given: Any) -> dict[str, forms.Field]:
        """Return the inputs by name; `given` is what the form knows besides."""
        field = self.field(label=spec.get("label", ""), **self.arguments(spec), **self.known(spec, given))
        return {spec["key"]: field}

    def arguments(self, spec: Spec) -> dict[str, Any]:
        """Return what the input is told about the question."""
        return {"lines": self.lines, "longest": self.longest}

    def known(self, spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the input is told about the rest of the form."""
        return {}

    def answer(self, spec: Spec, cleaned: Mapping[str, Any]) -> Any:
        """Return the one answer that the inputs give together; empty when nothing was given."""
        return cleaned.get(spec["key"], "")

    def missing(self, spec: Spec) -> str:
        """Return what is said when the answer is missing."""
        return _("Fill in “%(label)s”.") % {"label": spec["label"]}

    def words(self, spec: Spec, answer: Any) -> str:
        """Return an answer, or what was typed for one, as a person reads it."""
        return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)


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

    def known(self, spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
        return {"country": given.get("country", "")}

    def names(self, spec: Spec) -> list[str]:
        return [spec["key"], *(f"{spec['key']}_{number}" for number in range(2, spec.get("numbers", 1) + 1))]

    def inputs(self, spec: Spec, **given: Any) -> dict[str, forms.Field]:
        found = super().inputs(spec, **given)
        another = _("%(label)s, another one") % {"label": spec["label"]}
        for name in self.names(spec)[1:]:
            found |= super().inputs({**spec, "key": name, "label": another}, **given)
        return found

    def answer(self, spec: Spec, cleaned: Mapping[str, Any]) -> list[str]:
        numbers = [cleaned.get(name, "") for name in self.names(spec)]
        return list(dict.fromkeys(number for number in numbers if number))


class Message(Kind):
    lines = True
    longest = TEXT


class Picked(Kind):
    """One of several answers."""

    field = PickedAnswer

    def widget(self, spec: Spec) -> str:
        return "list" if len(self.options(spec)) > MOST_BUTTONS else "buttons"

    def arguments(self, spec: Spec) -> dict[str, Any]:
        return {"options": self.options(spec), "longest": TEXT}

    def missing(self, spec: Spec) -> str:
        return _("Choose an answer to “%(label)s”.") % {"label": spec["label"]}

    def words(self, spec: Spec, answer: Any) -> str:
        labels = dict(self.options(spec))
        return ", ".join(labels.get(value, "") for value in _values(answer) if value in labels)


def _values(answer: Any) -> Sequence[str]:
    return answer if isinstance(answer, list | tuple) else [str(answer)]


class Country(Picked):
    """A country by its code, named in the active language."""

    autocomplete = "country"

    def widget(self, spec: Spec) -> str:
        return "list"

    def options(self, spec: Spec) -> list[Option]:
        names = {code: str(name) for code, name in countries}
        return [(code, names.pop(code)) for code in NEAREST] + list(names.items())


class Language(Picked):
    """One of the site's languages, each named in itself."""

    autocomplete = "language"

    def widget(self, spec: Spec) -> str:
        return "list"

    def options(self, spec: Spec) -> list[Option]:
        return [(code, str(name)) for code, name in settings.LANGUAGES]


class Subject(Picked):
    """A free line, or one of several when the form offers some."""

    def widget(self, spec: Spec) -> str:
        return "list" if spec.get("choices") else "line"

    def inputs(self, spec: Spec, **given: Any) -> dict[str, forms.Field]:
        kind = super() if spec.get("choices") else KINDS["line"]
        return kind.inputs(spec, **given)

    def words(self, spec: Spec, answer: Any) -> str:
        return super().words(spec, answer) if spec.get("choices") else str(answer)


class Several(Picked):
    """Any number of answers."""

    field = SeveralAnswer

    def widget(self, spec: Spec) -> str:
        return "boxes"

    def arguments(self, spec: Spec) -> dict[str, Any]:
        return {"options": self.options(spec)}

    def missing(self, spec: Spec) -> str:
        return _("Choose at least one answer to “%(label)s”.") % {"label": spec["label"]}


class Day(Kind):
    field = DateAnswer
    input_type = "date"

    def words(self, spec: Spec, answer: Any) -> str:
        try:
            return str(formats.date_format(date.fromisoformat(str(answer)), "DATE_FORMAT"))
        except ValueError:
            return str(answer)


class Number(Kind):
    field = NumberAnswer
    inputmode = "decimal"

    def arguments(self, spec: Spec) -> dict[str, Any]:
        return {"least": spec.get("min"), "most": spec.get("max"), "longest": 30}

    def words(self, spec: Spec, answer: Any) -> str:
        if isinstance(answer, int | float):
            return str(formats.number_format(answer, use_l10n=True, force_grouping=abs(answer) >= 10_000))
        return str(answer)


class Files(Kind):
    """Files are held beside the answers; the answer is the list of their ids."""

    field = FilesAnswer

    def widget(self, spec: Spec) -> str:
        return "files"

    def arguments(self, spec: Spec) -> dict[str, Any]:
        return {"most": spec.get("max_files", 1)}

    def known(self, spec: Spec, given: Mapping[str, Any]) -> dict[str, Any]:
        held: Sequence[HeldFile] = given.get("held", {}).get(spec["key"], ())
        return {"held": held, "problems": given.get("problems", {}).get(spec["key"], ())}

    def missing(self, spec: Spec) -> str:
        return _("Add a file to “%(label)s”.") % {"label": spec["label"]}

    def words(self, spec: Spec, answer: Any) -> str:
        count = len(answer or ())
        return ngettext("%(count)d file", "%(count)d files", count) % {"count": count} if count else ""


class Tick(Kind):
    """Consent to a purpose: given by a tick, or not given."""

    field = TickAnswer

    def widget(self, spec: Spec) -> str:
        return "tick"

    def arguments(self, spec: Spec) -> dict[str, Any]:
        return {}

    def words(self, spec: Spec, answer: Any) -> str:
        return _("Yes") if answer is True else _("No")


class Statement(Tick):
    """Something the sender confirms before a notice is sent. No consent: nothing is used because of it."""

    def missing(self, spec: Spec) -> str:
        return _("Tick “%(label)s” if it is so; without it we cannot take the notice.") % {"label": spec["label"]}


KINDS: dict[str, Kind] = {
    "name": Name(),
    "organisation": Organisation(),
    "email": Email(),
    "phone": Phone(),
    "country": Country(),
    "language": Language(),
    "subject": Subject(),
    "message": Message(),
    "line": Kind(),
    "choice": Picked(),
    "choices": Several(),
    "date": Day(),
    "number": Number(),
    "file": Files(),
    "consent": Tick(),
    "illegal_kind": Picked(),
    "location": Message(),
    "statement": Statement(),
}
# Questions in an editor's own words: a privacy officer reads them before visitors do (R8).
OWN_KINDS = frozenset({"line", "choice", "choices", "date", "number", "file"})
