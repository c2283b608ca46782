"""The rules about a form's questions: declared, asked once, worded honestly, possible to answer."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from leads.forms.custom_fields import is_own, words_hash
from leads.forms.lint.asked import Asked, FormFinding, declared, finding, language_name, place, titles
from privacy.register.lint import purpose_url
from privacy.register.models.facts import PurposeCategory
from privacy.register.release import Snapshot

Requirement = PurposeCategory.Requirement


def _empty(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    if not asked.fields:
        yield finding(
            asked, "form.empty", _("“%(form)s” asks nothing.") % {"form": asked.name}, _("Add at least one field.")
        )


def _undeclared(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    allowed = declared(register.facts, asked.purposes)
    for spec in asked.fields:
        if not spec["category"]:
            yield finding(
                asked,
                "form.category",
                _("“%(form)s” asks “%(field)s” without naming its data category (policy §2).")
                % {"form": asked.name, "field": spec["label"]},
                _("Choose the data category of the answer."),
                block=place(spec),
            )
        elif spec["category"] not in allowed:
            yield finding(
                asked,
                "form.undeclared",
                _("“%(form)s” asks “%(field)s”, which %(purposes)s does not declare (policy §2).")
                % {"form": asked.name, "field": spec["label"], "purposes": titles(register, asked.purposes)},
                _("Remove the field, or have this data category added to the purpose and released."),
                purpose_url(asked.purposes[0]),
                place(spec),
            )


def _twice(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    seen: Counter[str] = Counter()
    for spec in asked.schema:
        seen[spec["key"]] += 1
        if seen[spec["key"]] == 2:
            yield finding(
                asked,
                "form.twice",
                _("“%(form)s” asks “%(field)s” twice; one answer would be lost.")
                % {
                    "form": asked.name,
                    "field": spec.get("label") or titles(register, [spec.get("purpose", spec["key"])]),
                },
                _("Remove one of the two fields."),
                block=place(spec),
            )


def _choices(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """Something to choose from: two answers at least, and no two alike."""
    for spec in asked.fields:
        if spec["kind"] not in ("choice", "choices") and "choices" not in spec:
            continue
        labels = [choice["label"] for choice in spec.get("choices", ())]
        names = {"form": asked.name, "field": spec["label"]}
        if len(labels) < 2:
            message = _("“%(field)s” in “%(form)s” leaves nothing to choose.") % names
            yield finding(asked, "form.choices", message, _("Give at least two answers."), block=place(spec))
        elif len(set(labels)) < len(labels):
            message = _("“%(field)s” in “%(form)s” has the same answer twice.") % names
            yield finding(asked, "form.choices", message, _("Word the answers differently."), block=place(spec))


def _limits(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    for spec in asked.fields:
        least, most = spec.get("min"), spec.get("max")
        if least is not None and most is not None and least > most:
            message = _("No number fits “%(field)s” in “%(form)s”.") % {"form": asked.name, "field": spec["label"]}
            yield finding(asked, "form.limits", message, _("The least must not be above the most."), block=place(spec))


def _unapproved(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """A label can ask for anything under a harmless kind of data: somebody reads it first (R8)."""
    for spec in asked.fields:
        if is_own(spec, asked.language) and words_hash(spec, asked.language) not in asked.approved:
            yield finding(
                asked,
                "form.unapproved",
                _("Nobody has approved the question “%(field)s” of “%(form)s” in %(language)s yet (policy §2).")
                % {"form": asked.name, "field": spec["label"], "language": language_name(asked)},
                _("Ask a privacy officer to read and approve it."),
                block=place(spec),
            )


def _stricter(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """What the policy calls optional may be left empty: nobody is made to give more than they were told (R8)."""
    told = _told(asked, register)
    for spec in asked.fields:
        said = told.get(spec["category"], Requirement.REQUIRED)
        # After a choice between ways to reply, the one that was chosen may be demanded.
        chosen = spec.get("show_when") and said == Requirement.ONE_OF
        if not chosen and Requirement(spec["requirement"]).strictness > said.strictness:
            yield finding(
                asked,
                "form.stricter",
                _("“%(form)s” demands “%(field)s”, which the policy calls “%(told)s”.")
                % {
                    "form": asked.name,
                    "field": spec["label"],
                    "told": said.label,
                },
                _("Let the field be left empty, or have the purpose say that it is required and release it."),
                purpose_url(asked.purposes[0]),
                place(spec),
            )


def _told(asked: Asked, register: Snapshot) -> dict[str, Requirement]:
    """Return data category → the strictest that its purposes say of it."""
    told: dict[str, Requirement] = {}
    for key in asked.purposes:
        for use in register.facts.purpose(key).categories:
            said = Requirement(use.requirement)
            told[use.key] = max(told.get(use.key, said), said, key=lambda one: one.strictness)
    return told


RULES = (_empty, _undeclared, _stricter, _twice, _choices, _limits, _unapproved)
