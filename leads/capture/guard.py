"""What a form may ask: the rules that stand before a form goes live, and again before a release (R8, R28; E3)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from leads.capture.periods import RULES, TRIGGERS
from privacy.register.lint import Finding
from privacy.register.lint_rules import purpose_url

REPLY_CHANNELS = ("email", "phone")


@dataclass(frozen=True)
class FormFinding(Finding):
    """A finding about a form; `block` is the id of the field it concerns, if it concerns one."""

    block: str = ""


@dataclass(frozen=True)
class Asked:
    """What a form asks, for what, in which language; `url` is where it is edited."""

    name: str
    slug: str
    language: str
    purposes: Sequence[str]
    schema: Sequence[Mapping[str, Any]]
    url: str = ""

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """The questions, without the texts between them."""
        return [spec for spec in self.schema if spec["category"]]


def form_findings(asked: Asked, data: Mapping[str, Any] | None) -> list[FormFinding]:
    """Return what stands in the way of the form going live under a register; `data` as a release keeps it."""
    if data is None:
        return [_no_release(asked)]
    if not asked.purposes:
        return [_no_purpose(asked)]
    unknown = [key for key in asked.purposes if key not in data["purposes"]]
    if unknown:
        return [_unreleased(asked, key) for key in unknown]
    rules = (_empty, _undeclared, _asked_twice, _reply_channel, _texts, _consent, _period)
    return [finding for rule in rules for finding in rule(asked, data)]


def _finding(asked: Asked, code: str, message: str, fix: str, url: str = "", block: str = "") -> FormFinding:
    return FormFinding(
        code=code,
        subject=f"{asked.slug}:{block}" if block else asked.slug,
        message=message,
        fix=fix,
        url=url or asked.url,
        language=asked.language,
        block=block,
    )


def _no_release(asked: Asked) -> FormFinding:
    return _finding(
        asked,
        "form.release",
        _("“%(form)s” cannot go live: no policy version is published yet.") % {"form": asked.name},
        _("Publish the privacy register first."),
    )


def _no_purpose(asked: Asked) -> FormFinding:
    return _finding(
        asked,
        "form.purpose",
        _("“%(form)s” has no purpose: nobody can tell visitors why their answers are used (policy §2).")
        % {"form": asked.name},
        _("Choose the purpose the answers are for."),
    )


def _unreleased(asked: Asked, key: str) -> FormFinding:
    return _finding(
        asked,
        "form.purpose_unreleased",
        _("“%(form)s” serves “%(purpose)s”, which the published policy does not hold.")
        % {"form": asked.name, "purpose": key},
        _("Have the purpose released, or choose another one."),
        purpose_url(key),
    )


def _title(data: Mapping[str, Any], key: str) -> str:
    return str(data["texts"].get(settings.LANGUAGE_CODE, {}).get("purposes", {}).get(key, {}).get("title") or key)


def _titles(asked: Asked, data: Mapping[str, Any]) -> str:
    return ", ".join(f"“{_title(data, key)}”" for key in asked.purposes)


def _empty(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    if not asked.fields:
        yield _finding(
            asked, "form.empty", _("“%(form)s” asks nothing.") % {"form": asked.name}, _("Add at least one field.")
        )


def declared(data: Mapping[str, Any], purposes: Iterable[str]) -> set[str]:
    """Return the data categories that the purposes declare together."""
    return {use["key"] for key in purposes for use in data["purposes"][key]["categories"]}


def _undeclared(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    allowed = declared(data, asked.purposes)
    for spec in asked.fields:
        if spec["category"] not in allowed:
            yield _finding(
                asked,
                "form.undeclared",
                _("“%(form)s” asks “%(field)s”, which %(purposes)s does not declare (policy §2).")
                % {"form": asked.name, "field": spec["label"], "purposes": _titles(asked, data)},
                _("Remove the field, or have this kind of data added to the purpose and released."),
                purpose_url(asked.purposes[0]),
                spec["block"] or spec["key"],
            )


def _asked_twice(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    seen: Counter[str] = Counter()
    for spec in asked.schema:
        seen[spec["key"]] += 1
        if seen[spec["key"]] == 2:
            yield _finding(
                asked,
                "form.twice",
                _("“%(form)s” asks “%(field)s” twice; one answer would be lost.")
                % {"form": asked.name, "field": spec.get("label", spec["key"])},
                _("Remove one of the two fields."),
                block=spec["block"] or spec["key"],
            )


def _reply_channel(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    sure = [spec for spec in asked.fields if spec["key"] in REPLY_CHANNELS and spec["requirement"] != "optional"]
    for key in asked.purposes:
        if data["purposes"][key]["needs_reply_channel"] and not sure:
            yield _finding(
                asked,
                "form.reply_channel",
                _("“%(form)s” may be sent without a way to reply, which “%(purpose)s” needs.")
                % {"form": asked.name, "purpose": _title(data, key)},
                _("Ask for an e-mail address or a phone number, and demand at least one of them."),
                purpose_url(key),
            )


def _texts(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    language = dict(settings.LANGUAGES).get(asked.language, asked.language)
    for key in asked.purposes:
        words = data["texts"].get(asked.language, {}).get("purposes", {}).get(key)
        if not words or not words.get("title") or not words.get("description") or not words.get("approved", True):
            yield _finding(
                asked,
                "form.text",
                _("“%(form)s” cannot be live in %(language)s: “%(purpose)s” has no approved text in it.")
                % {"form": asked.name, "language": language, "purpose": _title(data, key)},
                _("Have the purpose text translated, approved and released."),
                purpose_url(key),
            )


def _consent(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    """A form as it is now asks no consent; sending it must not be taken for one (Art. 7)."""
    for key in asked.purposes:
        if data["purposes"][key]["basis"] == "consent":
            yield _finding(
                asked,
                "form.consent",
                _("“%(purpose)s” rests on consent, which sending “%(form)s” cannot give.")
                % {"form": asked.name, "purpose": _title(data, key)},
                _("Choose a purpose with another legal basis."),
                purpose_url(key),
            )


def _period(asked: Asked, data: Mapping[str, Any]) -> Iterator[FormFinding]:
    """Messages are kept under the first purpose; a rule that is carried out on messages must end that (R58)."""
    key = asked.purposes[0]
    rules = [data["retention"][name] for name in RULES if name in data["retention"]]
    if not any(rule["purpose"] == key and rule["value"] and rule["trigger"] in TRIGGERS for rule in rules):
        yield _finding(
            asked,
            "form.period",
            _(
                "Messages for “%(purpose)s” would never be deleted: no retention rule for messages serves it (policy §5)."
            )
            % {"purpose": _title(data, key)},
            _("Choose another purpose, or add the rule and have it released."),
            purpose_url(key),
        )
