"""A form's questions as templates draw them: inputs with what was typed and what is wrong, branches, sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import get_language

from leads.forms.answers import in_effect, in_words, is_given
from leads.forms.field_blocks import OPTIONAL, REQUIRED
from leads.forms.field_types import KINDS, Spec
from leads.forms.form_fields import HeldFile
from leads.forms.visitor_form import VisitorForm
from privacy.register.release import ReleasedPurpose


@dataclass(frozen=True)
class Input:
    """One input of a question; `values` are what was typed or picked, as a hidden input would repeat it."""

    name: str
    id: str
    label: str
    value: str
    errors: tuple[str, ...]
    values: tuple[str, ...] = ()
    # The ids of what explains it: its explanation, its errors.
    described: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer to pick, and what is asked when it is picked."""

    value: str
    label: str
    id: str
    chosen: bool
    branch: tuple["Question", ...] = ()


@dataclass(frozen=True)
class Question:
    """A question with its inputs, or a text between questions (`html`). `widget` says how it is drawn."""

    key: str
    kind: str
    label: str = ""
    help: str = ""
    optional: bool = False
    required: bool = False
    widget: str = ""
    input_type: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    inputs: tuple[Input, ...] = ()
    choices: tuple[Choice, ...] = ()
    html: str = ""
    held: tuple[HeldFile, ...] = ()
    accept: str = ""
    multiple: bool = False
    # Of a consent: the title of its purpose.
    title: str = ""

    @property
    def branches(self) -> tuple[Choice, ...]:
        """The answers that lead to further questions."""
        return tuple(choice for choice in self.choices if choice.branch)


@dataclass(frozen=True)
class Part:
    """Questions that stand together: under a heading, or none."""

    key: str = ""
    title: str = ""
    html: str = ""
    questions: tuple[Question, ...] = ()


ACCEPT = {"image": "image/jpeg,image/png,image/webp,image/heic,image/heif", "pdf": "application/pdf"}


def input_id(name: str) -> str:
    """Return the id of an input."""
    return f"form-{name.replace(':', '-')}"


def questions_of(
    schema: Sequence[Spec], form: VisitorForm, purposes: Sequence[ReleasedPurpose] = ()
) -> tuple[Question, ...]:
    """Return every question and text in order, flat; a consent is worded by its purpose, or not asked."""
    consents = {purpose.key: purpose for purpose in purposes}
    drawn = (_drawn(spec, form, consents) for spec in schema if spec["kind"] != "section")
    return tuple(question for question in drawn if question)


def parts_of(schema: Sequence[Spec], questions: Sequence[Question]) -> tuple[Part, ...]:
    """Return the questions in their sections, each branch under the answer that leads to it."""
    by_key = {question.key: question for question in questions}
    parts = [Part()]
    for spec in schema:
        if spec["kind"] == "section":
            parts.append(Part(spec["key"], spec["title"], spec["text"]))
        elif spec["key"] in by_key and not spec.get("show_when"):
            question = _with_branches(by_key[spec["key"]], schema, by_key)
            parts[-1] = replace(parts[-1], questions=(*parts[-1].questions, question))
    return tuple(part for part in parts if part.questions or part.title)


def _with_branches(question: Question, schema: Sequence[Spec], by_key: Mapping[str, Question]) -> Question:
    after: dict[str, list[Question]] = {}
    for spec in schema:
        when = spec.get("show_when")
        if when and when["key"] == question.key and spec["key"] in by_key:
            after.setdefault(when["value"], []).append(by_key[spec["key"]])
    if not after:
        return question
    choices = (replace(choice, branch=tuple(after.get(choice.value, ()))) for choice in question.choices)
    return replace(question, choices=tuple(choices))


def _drawn(spec: Spec, form: VisitorForm, consents: Mapping[str, ReleasedPurpose]) -> Question | None:
    if spec["kind"] not in KINDS:
        return Question(key=spec["key"], kind=spec["kind"], html=spec.get("text", ""))
    if spec["kind"] == "consent":
        purpose = consents.get(spec["purpose"])
        return _consent(spec, form, purpose) if purpose and purpose.consent_label else None
    return _question(spec, form)


def _consent(spec: Spec, form: VisitorForm, purpose: ReleasedPurpose) -> Question:
    question = _question({**spec, "label": purpose.consent_label, "help": purpose.consent_help}, form)
    return replace(question, title=purpose.title)


def _question(spec: Spec, form: VisitorForm) -> Question:
    kind = KINDS[spec["kind"]]
    inputs = tuple(_input(name, form, spec) for name in kind.names(spec))
    if not inputs[0].label:
        inputs = (replace(inputs[0], label=spec["label"]), *inputs[1:])
    return Question(
        key=spec["key"],
        kind=spec["kind"],
        label=spec["label"],
        help=spec["help"],
        optional=spec.get("requirement") == OPTIONAL,
        # What may be left empty for once, a browser must not insist on.
        required=spec.get("requirement") == REQUIRED and "waived_when" not in spec,
        widget=kind.widget(spec),
        input_type=_input_type(kind.input_type, inputs[0].value),
        autocomplete=kind.autocomplete,
        inputmode=kind.inputmode,
        inputs=inputs,
        choices=_choices(spec, inputs[0], form),
        held=tuple(getattr(form.fields[spec["key"]], "held", ())),
        accept=",".join(ACCEPT[accepted] for accepted in spec.get("accept", ()) if accepted in ACCEPT),
        multiple=spec.get("max_files", 1) > 1,
    )


def _input(name: str, form: VisitorForm, spec: Spec) -> Input:
    value = form[name].value()
    values = tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),) if is_given(value) else ()
    errors = tuple(map(str, form[name].errors))
    own_id, first = input_id(name), name == spec["key"]
    described = [f"{own_id}-help"] * bool(first and spec["help"]) + [f"{own_id}-error"] * bool(errors)
    label = str(form.fields[name].label)
    return Input(name, own_id, label, values[0] if values else "", errors, values, " ".join(described))


def _choices(spec: Spec, first: Input, form: VisitorForm) -> tuple[Choice, ...]:
    kind = KINDS[spec["kind"]]
    if kind.widget(spec) not in ("list", "buttons", "boxes"):
        return ()
    chosen: Sequence[str] = first.values
    if spec["kind"] == "language" and not form.is_bound:
        chosen = [get_language() or ""]
    # The first bears the question's own id: a link to the question leads to it.
    ids = [first.id, *(f"{first.id}-{number}" for number in range(2, len(kind.options(spec)) + 1))]
    options = zip(kind.options(spec), ids, strict=False)
    return tuple(Choice(value, label, own_id, value in chosen) for (value, label), own_id in options)


def _input_type(asked: str, typed: str) -> str:
    """A calendar shows no date that it cannot read: what was typed in its place is shown as it was typed."""
    if asked != "date" or not typed:
        return asked
    try:
        date.fromisoformat(typed)
    except ValueError:
        return "text"
    return asked


def problems_of(form: VisitorForm) -> list[tuple[str, str]]:
    """Return (id of the input, message) of everything that is wrong, in the order of the form, each message once."""
    found: dict[str, str] = {}
    for name in form.fields:
        for error in form.errors.get(name, []):
            found.setdefault(str(error), input_id(name))
    return [(target, message) for message, target in found.items()]


def kept_answers(schema: Sequence[Spec], form: VisitorForm) -> list[tuple[str, str]]:
    """Return (label, text) of whatever was given to the questions asked, right or wrong, as a person reads it."""
    typed = {name: form[name].value() for name in form.fields}
    pairs = []
    for spec in schema:
        if spec["kind"] not in KINDS or spec["kind"] in ("consent", "statement") or not in_effect(spec, typed):
            continue
        for name in KINDS[spec["kind"]].names(spec):
            held = getattr(form.fields[name], "held", ())
            words = ", ".join(file.name for file in held) if held else _typed(typed[name], spec)
            pairs.append((str(form.fields[name].label), words))
    return [pair for pair in pairs if pair[1]]


def _typed(value: Any, spec: Spec) -> str:
    return in_words(value, spec).strip() if is_given(value) else ""
