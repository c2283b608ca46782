"""The form a visitor fills in, made from a published version's schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django_countries import countries

from leads.forms.answers import in_effect, is_given, waived
from leads.forms.bound_fields import input_id
from leads.forms.field_blocks import ONE_OF, REQUIRED
from leads.forms.field_types import HeldFile, field_type, in_words, questions

Held = Mapping[str, Sequence[HeldFile]]
Problems = Mapping[str, Sequence[str]]


class VisitorForm(forms.Form):
    """Inputs of every question; `answers` are what they give together, by field key.

    `held` are the files that arrived, by field key, `problems` what was wrong with others. Without `ticks` every
    consent is shown empty, whatever the post says (R10).
    """

    def __init__(
        self,
        schema: list[dict[str, Any]],
        data: Mapping[str, Any] | None = None,
        *,
        held: Held | None = None,
        problems: Problems | None = None,
        ticks: bool = True,
    ) -> None:
        if data is not None and not ticks:
            data = _without_ticks(schema, data)
        super().__init__(data)
        self.schema = schema
        given = {"country": _country(schema, data), "held": held, "problems": problems}
        for spec in questions(schema):
            self.fields.update(field_type(spec).inputs(spec, **given))

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The questions that are asked, given the choices made: the server decides, whatever a browser showed."""
        return [spec for spec in questions(self.schema) if in_effect(spec, self.cleaned_data)]

    @property
    def answers(self) -> dict[str, Any]:
        """The answers given to the questions asked; what was left empty is not there."""
        found = {spec["key"]: field_type(spec).answer(spec, self.cleaned_data) for spec in self.asked}
        return {key: value for key, value in found.items() if is_given(value)}

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the input, message) of everything that is wrong, in the order of the form.

        Each message names its question, also where it stands alone in the summary; what is said of several stands once.
        """
        found: dict[str, str] = {}
        for name in self.fields:
            for error in self.errors.get(name, []):
                label = str(self.fields[name].label)
                named = _("%(label)s: %(error)s") % {"label": label, "error": error}
                message = str(error) if label in str(error) else named
                found.setdefault(message, input_id(name))
        return [(target, message) for message, target in found.items()]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Return (label, text) of whatever was given to the questions asked, right or wrong, as a person reads it."""
        typed = {name: self[name].value() for name in self.fields}
        pairs = []
        for spec in questions(self.schema):
            if spec["kind"] in ("consent", "statement") or not in_effect(spec, typed):
                continue
            for name in field_type(spec).names(spec):
                held = getattr(self.fields[name], "held", ())
                given = in_words(typed[name], spec).strip() if is_given(typed[name]) else ""
                pairs.append((str(self.fields[name].label), ", ".join(file.name for file in held) or given))
        return [pair for pair in pairs if pair[1]]

    def clean(self) -> dict[str, Any]:
        """Check what must be answered, and that there is a way to reply (R39)."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._forgive_unasked(cleaned)
        one_of = []
        for spec in self.asked:
            kind = field_type(spec)
            given = is_given(kind.answer(spec, cleaned)) or any(name in self.errors for name in kind.names(spec))
            requirement = spec.get("requirement")
            if requirement == REQUIRED and not given and not waived(spec, cleaned):
                self.add_error(spec["key"], kind.missing(spec))
            if requirement == ONE_OF:
                one_of.append((spec, given))
        if one_of and not any(given for _spec, given in one_of):
            self._no_way_to_reply([spec for spec, _given in one_of])
        return cleaned

    def _forgive_unasked(self, cleaned: dict[str, Any]) -> None:
        """What stands in a branch that was not chosen is neither kept nor wrong."""
        for spec in questions(self.schema):
            if not in_effect(spec, cleaned):
                for name in field_type(spec).names(spec):
                    self.errors.pop(name, None)
                    cleaned.pop(name, None)

    def _no_way_to_reply(self, specs: list[dict[str, Any]]) -> None:
        names = [str(spec["label"]) for spec in specs]
        if len(names) == 1:
            self.add_error(specs[0]["key"], field_type(specs[0]).missing(specs[0]))
            return
        message = _("Give one of these, so that we can reply: %(names)s.") % {"names": ", ".join(names)}
        for spec in specs:
            self.add_error(spec["key"], message)


def _without_ticks(schema: list[dict[str, Any]], data: Mapping[str, Any]) -> Mapping[str, Any]:
    bare = data.copy() if hasattr(data, "copy") else dict(data)
    for spec in schema:
        if spec["kind"] in ("consent", "statement"):
            bare.pop(spec["key"], None)
    return bare


def _country(schema: list[dict[str, Any]], data: Mapping[str, Any] | None) -> str | None:
    """Return the country that was picked, in which phone numbers are read; empty while none is, None when none is asked."""
    if not any(spec["kind"] == "country" for spec in schema):
        return None
    picked = str(data.get("country") or "") if data is not None else ""
    return picked if picked in dict(countries) else ""
