"""The rules about a form's purposes: that it has one, that visitors can read it, that it ends."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from leads.forms.lint.asked import Asked, FormFinding, declared, finding, language_name, place, title
from privacy.register.lint import purpose_url
from privacy.register.models.facts import Purpose
from privacy.register.release import Snapshot
from privacy.register.selectors import titles_by_key

REPLY_CHANNELS = ("email", "phone")


def _box(asked: Asked, key: str) -> str:
    """Return the id of the block that asks consent to a purpose, if one does."""
    return next((place(spec) for spec in asked.consents if spec["purpose"] == key), "")


def no_release(asked: Asked) -> FormFinding:
    return finding(
        asked,
        "form.release",
        _("“%(form)s” cannot go live: no policy version is published yet.") % {"form": asked.name},
        _("Publish the privacy register first."),
    )


def no_purpose(asked: Asked) -> FormFinding:
    return finding(
        asked,
        "form.purpose",
        _("“%(form)s” has no purpose: nobody can tell visitors why their answers are used (policy §2).")
        % {"form": asked.name},
        _("Choose the purpose the answers are for."),
    )


def not_in_use(asked: Asked, key: str) -> FormFinding:
    """Say that nothing carries out what a form would offer: the purpose is only prepared, or it has ended (R93)."""
    names = {"form": asked.name, "purpose": titles_by_key().get(key, key)}
    return finding(
        asked,
        "form.purpose_not_in_use",
        _("“%(form)s” offers “%(purpose)s”, which nothing carries out now: the purpose is not in use.") % names,
        _(
            "Choose another purpose or remove the box; or let a privacy officer set the purpose to “in use” and release it."
        ),
        purpose_url(key),
        _box(asked, key),
    )


def not_offered(asked: Asked, key: str) -> FormFinding:
    """Say why a register does not hold a purpose: nothing carries it out, or it waits for its release."""
    idle = Purpose.objects.filter(key=key, archived_at=None).exclude(status=Purpose.Status.IN_USE)
    return not_in_use(asked, key) if idle.exists() else unreleased(asked, key)


def unreleased(asked: Asked, key: str) -> FormFinding:
    block = _box(asked, key)
    if not key:
        message = _("“%(form)s” has a consent box without a purpose.") % {"form": asked.name}
        return finding(asked, "form.consent_purpose", message, _("Choose what it is a consent to."), block=block)
    return finding(
        asked,
        "form.purpose_unreleased",
        _("“%(form)s” serves “%(purpose)s”, which the published policy does not hold.")
        % {"form": asked.name, "purpose": titles_by_key().get(key, key)},
        _("Have the purpose released, or choose another one."),
        purpose_url(key),
        block,
    )


def _reply_channel(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    sure = is_sure(asked, declared(register.facts, asked.own_purposes))
    for key in asked.purposes:
        if register.facts.purpose(key).needs_reply_channel and not sure:
            yield finding(
                asked,
                "form.reply_channel",
                _("“%(form)s” may be sent without a way to reply, which “%(purpose)s” needs.")
                % {"form": asked.name, "purpose": title(register, key)},
                _("Ask for an e-mail address or a phone number, and demand at least one of them."),
                purpose_url(key),
                _box(asked, key),
            )


def is_sure(asked: Asked, kept: set[str]) -> bool:
    """Whether every way through the form ends with an address or a number that is `kept`."""
    sure = [
        spec
        for spec in asked.fields
        if spec["key"] in REPLY_CHANNELS and spec["category"] in kept and spec["requirement"] != "optional"
    ]
    if any(not spec.get("show_when") for spec in sure):
        return True
    answers = {(spec["show_when"]["key"], spec["show_when"]["value"]) for spec in sure}
    return any(
        spec["requirement"] == "required"
        and all((spec["key"], choice["value"]) in answers for choice in _choices(spec))
        for spec in asked.fields
        if spec["kind"] == "choice" and not spec.get("show_when") and spec["category"] in kept and _choices(spec)
    )


def _choices(spec: Mapping[str, Any]) -> list[Mapping[str, str]]:
    return list(spec.get("choices", ()))


def _texts(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    for key in asked.purposes:
        words = register.text("purposes", key, asked.language)
        if not words.get("title") or not words.get("description") or not words.approved:
            yield finding(
                asked,
                "form.text",
                _("“%(form)s” cannot be live in %(language)s: “%(purpose)s” has no approved text in it.")
                % {"form": asked.name, "language": language_name(asked), "purpose": title(register, key)},
                _("Have the purpose text translated, approved and released."),
                purpose_url(key),
                _box(asked, key),
            )


def _own_consent(asked: Asked, register: Snapshot) -> Iterator[FormFinding]:
    """Sending a form must not be taken for consent to what the form is for (Art. 7); a box of its own can give it."""
    key = asked.purposes[0]
    if register.facts.purpose(key).basis == Purpose.Basis.CONSENT:
        yield finding(
            asked,
            "form.consent",
            _("“%(purpose)s” rests on consent, which sending “%(form)s” cannot give.")
            % {"form": asked.name, "purpose": title(register, key)},
            _("Choose a purpose with another legal basis, and add this one as a consent."),
            purpose_url(key),
        )


RULES = (_reply_channel, _texts, _own_consent)
