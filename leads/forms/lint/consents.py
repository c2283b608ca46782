"""The rules about consents: that the words are released, that a tick is free, and that it can be acted on (R10, R28)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from leads.forms.lint.asked import Asked, FormFinding, declared, finding, language_name, place, title, titles
from privacy.register.lint import purpose_url
from privacy.register.models.facts import Purpose, PurposeCategory
from privacy.register.release import Snapshot


def _purpose(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """Only what rests on consent is consented to: a box for anything else would promise a choice that is none."""
    for spec in asked.consents:
        purpose = register.facts.purpose(spec["purpose"])
        if purpose.basis != Purpose.Basis.CONSENT or purpose.source != Purpose.Source.FORMS:
            yield _refused(
                asked,
                register,
                spec,
                "form.consent_purpose",
                _("“%(purpose)s” does not rest on a consent given in a form, so “%(form)s” cannot ask for one."),
                _("Remove the box: the notice under the form tells visitors what they need to know."),
            )


def _words(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """Untranslated or unapproved words beside a box make no consent (T5)."""
    for spec in asked.consents:
        words = register.text("purposes", spec["purpose"], asked.language)
        if not words.get("consent_label").strip() or not words.approved:
            yield _refused(
                asked,
                register,
                spec,
                "form.consent_text",
                _(
                    "“%(form)s” cannot ask consent to “%(purpose)s” in %(language)s: there are no approved words for it."
                ),
                _("Have the words beside the box written, approved and released."),
            )


def _useless(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """A consent that cannot be acted on collects a promise for nothing."""
    requested = {spec["category"] for spec in asked.fields}
    for spec in asked.consents:
        uses = register.facts.purpose(spec["purpose"]).categories
        required = [use.key for use in uses if use.requirement == PurposeCategory.Requirement.REQUIRED]
        missing = [key for key in required if key not in requested]
        if missing:
            names = ", ".join(register.text("categories", key, asked.language).get("label") or key for key in missing)
            yield _refused(
                asked,
                register,
                spec,
                "form.consent_needs",
                _("“%(form)s” asks consent to “%(purpose)s” but not for what it needs: %(names)s."),
                _("Add the field, or remove the consent."),
                names=names,
            )


def _free(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """What only a consent declares may not be demanded of those who do not give it."""
    if not asked.consents:
        return
    facts = register.facts
    bases = {key: facts.purpose(key).basis for key in asked.own_purposes}
    without = declared(facts, [key for key, basis in bases.items() if basis != Purpose.Basis.CONSENT])
    allowed = declared(register.facts, asked.purposes)
    for spec in asked.fields:
        if spec["category"] in allowed - without and spec["requirement"] != "optional":
            yield finding(
                asked,
                "form.consent_demanded",
                _(
                    "“%(form)s” demands “%(field)s”, which only %(purposes)s declares: a consent that visitors may refuse."
                )
                % {
                    "form": asked.name,
                    "field": spec["label"],
                    "purposes": titles(register, _declaring(asked, register, spec["category"])),
                },
                _("Let the field be left empty."),
                purpose_url(_declaring(asked, register, spec["category"])[0]),
                place(spec),
            )


def _declaring(asked: Asked, register: Snapshot, category: str) -> list[str]:
    return [key for key in asked.purposes if category in declared(register.facts, [key])]


def _refused(
    asked: Asked, register: Snapshot, spec: Mapping[str, Any], code: str, message: str, fix: str, **more: str
) -> FormFinding:
    key = spec["purpose"]
    words = {"form": asked.name, "purpose": title(register, key), "language": language_name(asked), **more}
    return finding(asked, code, message % words, fix, purpose_url(key), place(spec))


RULES = (_purpose, _words, _useless, _free)
