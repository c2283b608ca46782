"""The form a visitor fills in, made from a published version's schema."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from leads.capture.field_blocks import ONE_OF, REQUIRED
from leads.capture.fields import KINDS, questions


class VisitorForm(forms.Form):
    """Inputs of every question; `answers` are what they give together, by field key."""

    def __init__(self, schema: list[dict[str, Any]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="form-%s")
        self.schema = schema
        for spec in questions(schema):
            self.fields.update(KINDS[spec["kind"]].inputs(spec))

    @property
    def answers(self) -> dict[str, Any]:
        """The answers given; what was left empty is not there."""
        found = {spec["key"]: KINDS[spec["kind"]].answer(spec, self.cleaned_data) for spec in questions(self.schema)}
        return {key: value for key, value in found.items() if value}

    def clean(self) -> dict[str, Any]:
        """Check what must be answered, and that there is a way to reply (R39)."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        one_of = []
        for spec in questions(self.schema):
            kind = KINDS[spec["kind"]]
            given = kind.answer(spec, cleaned) or any(name in self.errors for name in kind.inputs(spec))
            if spec["requirement"] == REQUIRED and not given:
                self.add_error(spec["key"], kind.missing(spec))
            if spec["requirement"] == ONE_OF:
                one_of.append((spec, given))
        if one_of and not any(given for _spec, given in one_of):
            self._no_way_to_reply([spec for spec, _given in one_of])
        return cleaned

    def _no_way_to_reply(self, specs: list[dict[str, Any]]) -> None:
        names = [str(spec["label"]) for spec in specs]
        if len(names) == 1:
            self.add_error(specs[0]["key"], KINDS[specs[0]["kind"]].missing(specs[0]))
            return
        message = _("Give one of these, so that we can reply: %(names)s.") % {"names": ", ".join(names)}
        for spec in specs:
            self.add_error(spec["key"], message)
