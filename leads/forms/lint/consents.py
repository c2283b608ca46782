"""The rules about consents: that the words are released, that a tick is free, and that it can be acted on (R10, R28)."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from leads.forms.lint.asked import Asked, Data, FormFinding, declared, finding, language_name, place, title, titles
from privacy.register.lint_rules import purpose_url


def _purpose(asked: Asked, data: Data) -> Iterator[FormFinding]:
    """Only what rests on consent is consented to: a box for anything else would promise a choice that is none."""
    for spec in asked.consents:
        facts = data["purposes"][spec["purpose"]]
        if facts["basis"] != "consent" or facts["source"] != "forms":
            yield _refused(
                asked,
                data,
                spec,
                "form.consent_purpose",
                _("“%(purpose)s” does not rest on a consent given in a form, so “%(form)s” cannot ask for one."),
                _("Remove the box: the notice under the form tells visitors what they need to know."),
            )


def _words(asked: Asked, data: Data) -> Iterator[FormFinding]:
    """Untranslated or unapproved words beside a box make no consent (T5)."""
    for spec in asked.consents:
        words = data["texts"].get(asked.language, {}).get("purposes", {}).get(spec["purpose"], {})
        if not words.get("consent_label", "").strip() or not words.get("approved", True):
            yield _refused(
                asked,
                data,
                spec,
                "form.consent_text",
                _(
                    "“%(form)s” cannot ask consent to “%(purpose)s” in %(language)s: there are no approved words for it."
                ),
                _("Have the words beside the box written, approved and released."),
            )


def _useless(asked: Asked, data: Data) -> Iterator[FormFinding]:
    """A consent that cannot be acted on collects a promise for nothing."""
    requested = {spec["category"] for spec in asked.fields}
    for spec in asked.consents:
        uses = data["purposes"][spec["purpose"]]["categories"]
        missing = [use["key"] for use in uses if use["requirement"] == "required" and use["key"] not in requested]
        if missing:
            labels = data["texts"].get(asked.language, {}).get("categories", {})
            names = ", ".join(labels.get(key, {}).get("label") or key for key in missing)
            yield _refused(
                asked,
                data,
                spec,
                "form.consent_needs",
                _("“%(form)s” asks consent to “%(purpose)s” but not for what it needs: %(names)s."),
                _("Add the field, or remove the consent."),
                names=names,
            )


def _free(asked: Asked, data: Data) -> Iterator[FormFinding]:
    """What only a consent declares may not be demanded of those who do not give it."""
    if not asked.consents:
        return
    without = declared(data, [key for key in asked.own_purposes if data["purposes"][key]["basis"] != "consent"])
    allowed = declared(data, asked.purposes)
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
                    "purposes": titles(data, _declaring(asked, data, spec["category"])),
                },
                _("Let the field be left empty."),
                purpose_url(_declaring(asked, data, spec["category"])[0]),
                place(spec),
            )


def _declaring(asked: Asked, data: Data, category: str) -> list[str]:
    return [key for key in asked.purposes if category in declared(data, [key])]


def _refused(
    asked: Asked, data: Data, spec: Mapping[str, Any], code: str, message: str, fix: str, **more: str
) -> FormFinding:
    key = spec["purpose"]
    words = {"form": asked.name, "purpose": title(data, key), "language": language_name(asked), **more}
    return finding(asked, code, message % words, fix, purpose_url(key), place(spec))


RULES = (_purpose, _words, _useless, _free)
