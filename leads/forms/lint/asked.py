"""What a form asks, as its rules look at it, and what they say of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from privacy.register.lint import Finding
from privacy.register.release import ReleasedRegister, Snapshot


@dataclass(frozen=True)
class FormFinding(Finding):
    """A finding about a form; `block` is the id of the field it concerns, if it concerns one."""

    block: str = ""
    form_url: str = ""

    @property
    def leads_elsewhere(self) -> bool:
        """Whether it is put right somewhere else than on the form's own screen."""
        return bool(self.url) and self.url != self.form_url


@dataclass(frozen=True)
class Asked:
    """What a form asks, for what, in which language; `url` is where it is edited.

    `approved` are the hashes of the custom fields that a privacy officer approved.
    """

    name: str
    slug: str
    language: str
    purposes: Sequence[str]
    schema: Sequence[Mapping[str, Any]]
    url: str = ""
    approved: Collection[str] = frozenset()

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        """The questions whose answers are data: without consents, and the texts between."""
        return [spec for spec in self.schema if spec["category"] or "requirement" in spec]

    @property
    def consents(self) -> list[Mapping[str, Any]]:
        """The boxes beside purposes."""
        return [spec for spec in self.schema if spec["kind"] == "consent"]

    @property
    def own_purposes(self) -> list[str]:
        """The purposes that sending the form is for, whatever is ticked."""
        ticked = {spec["purpose"] for spec in self.consents}
        return [key for key in self.purposes if key not in ticked or key == self.purposes[0]]


def finding(asked: Asked, code: str, message: str, fix: str, url: str = "", block: str = "") -> FormFinding:
    """Return what is wrong with a form (`message`), what to do (`fix`), and where."""
    return FormFinding(
        code=code,
        subject=f"{asked.slug}:{block}" if block else asked.slug,
        message=message,
        fix=fix,
        url=url or asked.url,
        language=asked.language,
        block=block,
        form_url=asked.url,
        state=repr((asked.purposes, asked.schema)),
    )


def place(spec: Mapping[str, Any]) -> str:
    """Return the id of the block that a field stands in."""
    return str(spec["block"] or spec["key"])


def title(register: Snapshot, key: str) -> str:
    """Return a purpose's name for staff."""
    return register.name("purposes", key)


def titles(register: Snapshot, keys: Iterable[str]) -> str:
    """Return the names of purposes in one text."""
    return ", ".join(f"“{title(register, key)}”" for key in keys)


def language_name(asked: Asked) -> str:
    """Return the form's language in itself."""
    return dict(settings.LANGUAGES).get(asked.language, asked.language)


def declared(register: ReleasedRegister, purposes: Iterable[str]) -> set[str]:
    """Return the data categories that the purposes declare together."""
    return {category for key in purposes for category in register.purpose(key).category_keys}
