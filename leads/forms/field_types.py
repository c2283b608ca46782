"""The field types by their kind in a version's schema, and those that are no text: files and ticks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.forms.answers import Spec
from leads.forms.choice_fields import CountryChoice, LanguageChoice, MultipleChoice, SingleChoice, SubjectChoice
from leads.forms.form_fields import (
    AnswerField,
    AskedField,
    DateAnswer,
    EmailAnswer,
    LongAnswer,
    NameAnswer,
    NumberAnswer,
    OrganisationAnswer,
    PhoneAnswer,
)

TICKED = "yes"
ACCEPT = {"image": "image/jpeg,image/png,image/webp,image/heic,image/heif", "pdf": "application/pdf"}


@dataclass(frozen=True)
class HeldFile:
    """A file that arrived with an earlier post and is kept for the next one."""

    id: str
    name: str


class FilesInput(forms.FileInput):
    """Files travel beside the answers: what is held of them is given to the field, not read from the post."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        return None

    def use_required_attribute(self, initial: Any) -> bool:
        """A browser does not know of the files that are held."""
        return False


class FilesAnswer(AskedField, forms.Field):
    """Held beside the answers: the answer is a list of their ids; `problems` is what was wrong with others."""

    widget = FilesInput
    drawn = "files"

    def __init__(
        self,
        spec: Spec,
        *,
        held: Mapping[str, Sequence[HeldFile]] | None = None,
        problems: Mapping[str, Sequence[str]] | None = None,
        **given: Any,
    ) -> None:
        self.held = tuple((held or {}).get(spec["key"], ()))
        self.problems = tuple((problems or {}).get(spec["key"], ()))
        self.most = spec.get("max_files", 1)
        super().__init__(spec, **given)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Say what is taken, and find the script that makes photographs lighter."""
        accept = ",".join(ACCEPT[kind] for kind in self.spec.get("accept", ()) if kind in ACCEPT)
        return {
            "class": "field__input field__input--file",
            "accept": accept or False,
            "multiple": self.most > 1,
            "data-file": True,
            "data-module": static("js/photos.js"),
        }

    def clean(self, value: Any) -> list[str]:
        if self.problems:
            raise ValidationError(list(self.problems))
        if len(self.held) > self.most:
            raise ValidationError(_("Add %(most)d files at most; remove the others.") % {"most": self.most})
        return [file.id for file in self.held]

    @classmethod
    def missing(cls, spec: Spec) -> str:
        return _("Add a file to “%(label)s”.") % {"label": spec["label"]}

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        count = len(answer or ())
        return ngettext("%(count)d file", "%(count)d files", count) % {"count": count} if count else ""


class TickInput(forms.CheckboxInput):
    """Ticked only by the one value that our own box sends."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return data.get(name) == TICKED

    def format_value(self, value: Any) -> str:
        return TICKED


class TickAnswer(AskedField, forms.Field):
    """Consent to a purpose: nothing but the visitor's own tick gives it (R10)."""

    widget = TickInput
    drawn = "tick"
    css_class = "pick__box"
    attrs = {"data-tick": ""}

    def clean(self, value: Any) -> bool:
        return value is True

    @classmethod
    def words(cls, spec: Spec, answer: Any) -> str:
        return _("Yes") if answer is True else _("No")


class StatementAnswer(TickAnswer):
    """Something the sender confirms before a notice is sent. No consent: nothing is used because of it."""

    @classmethod
    def missing(cls, spec: Spec) -> str:
        return _("Tick “%(label)s” if it is so; without it we cannot take the notice.") % {"label": spec["label"]}


FIELD_TYPES: dict[str, type[AskedField]] = {
    "name": NameAnswer,
    "organisation": OrganisationAnswer,
    "email": EmailAnswer,
    "phone": PhoneAnswer,
    "country": CountryChoice,
    "language": LanguageChoice,
    "subject": SubjectChoice,
    "message": LongAnswer,
    "line": AnswerField,
    "choice": SingleChoice,
    "choices": MultipleChoice,
    "date": DateAnswer,
    "number": NumberAnswer,
    "file": FilesAnswer,
    "consent": TickAnswer,
    "illegal_kind": SingleChoice,
    "location": LongAnswer,
    "statement": StatementAnswer,
}
# Custom fields: a privacy officer reads them before visitors do (R8).
OWN_KINDS = frozenset({"line", "choice", "choices", "date", "number", "file"})


def field_type(spec: Spec) -> type[AskedField]:
    """Return the class of a question; a subject is a free line unless the form offers some."""
    if spec["kind"] == "subject" and not spec.get("choices"):
        return AnswerField
    return FIELD_TYPES[spec["kind"]]


def questions(schema: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the specs that ask something."""
    return [spec for spec in schema if spec["kind"] in FIELD_TYPES]


def in_words(answer: Any, spec: Spec | None = None) -> str:
    """Return an answer as a person reads it; `spec` is the question as the version asked it."""
    if spec is not None and spec["kind"] in FIELD_TYPES:
        return field_type(spec).words(spec, answer)
    if isinstance(answer, bool):
        return _("Yes") if answer else _("No")
    return ", ".join(map(str, answer)) if isinstance(answer, list | tuple) else str(answer)
