"""A form's questions as templates draw them: Django's bound fields, and the texts, branches and sections around them."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from leads.forms.answers import is_given
from leads.forms.field_blocks import OPTIONAL, REQUIRED


def input_id(name: str) -> str:
    """Return the id of an input."""
    return f"form-{name.replace(':', '-')}"


@dataclass(frozen=True)
class Text:
    """A text between questions."""

    key: str
    html: str


class Question(forms.BoundField):
    """One input with what was typed and what is wrong, and the branches that follow from its answers.

    Whether it must be answered is for the whole form to say (`VisitorForm.clean`); a browser insists on what nothing waives.
    """

    # One of our field types, whose modules need this one.
    field: Any

    def __init__(self, form: forms.BaseForm, field: Any, name: str) -> None:
        super().__init__(form, field, name)
        self.key: str = field.spec["key"]
        # What is asked after an answer, by its value.
        self.after: dict[str, list[Question | Text]] = {}
        requirement = field.spec.get("requirement")
        self.optional = requirement == OPTIONAL
        self.required = requirement == REQUIRED and "waived_when" not in field.spec

    @property
    def auto_id(self) -> str:
        """Return the id of the input."""
        return input_id(self.html_name)

    @property
    def aria_describedby(self) -> str:
        """Return the ids of what explains it: its explanation, its errors."""
        explained = [f"{self.auto_id}-help"] * bool(self.help_text) + [f"{self.auto_id}-error"] * bool(self.errors)
        return " ".join(explained)

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Add what this form says of the input; what is wrong with a group is told at the group."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.required and (widget or self.field.widget).use_required_attribute(self.initial):
            built["required"] = True
        if self.use_fieldset:
            built.pop("aria-invalid", None)
        return built

    @property
    def values(self) -> list[str]:
        """Return what was typed or picked, as hidden inputs would repeat it."""
        value = self.value()
        return list(map(str, value)) if isinstance(value, list | tuple) else [str(value)] * is_given(value)

    @property
    def branches(self) -> list["Branch"]:
        """Return the answers that lead to further questions."""
        options = self.field.options(self.field.spec) if self.after else []
        return [Branch(value, label, self.after[value]) for value, label in options if value in self.after]

    @property
    def picks(self) -> list[tuple[Any, "Branch | None"]]:
        """Return each answer of a group with what is asked when it is picked."""
        after = {branch.value: branch for branch in self.branches}
        return [(pick, after.get(pick.data["value"])) for pick in self]


@dataclass(frozen=True)
class Branch:
    """What is asked after one answer."""

    value: str
    label: str
    questions: list[Question | Text]


@dataclass(frozen=True)
class Part:
    """Questions that stand together: under a heading, or none."""

    title: str = ""
    html: str = ""
    questions: list[Question | Text] = field(default_factory=list)
