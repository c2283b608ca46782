"""The register in templates."""

from collections.abc import Mapping
from typing import Any

from django import template

from privacy.register.models.releases import Release
from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register

tags = template.Library()
register = tags


@tags.simple_tag(name="register")
def register_tag() -> ReleasedRegister | None:
    """`{% register as register %}`: the release in force in the active language."""
    return released_register()


@tags.filter
def told_in(release: Release, language: str) -> str:
    """`{{ release|told_in:"nl" }}`: what changed with a version, in a language."""
    return release.note_in(language)


@tags.filter
def called(row: Any, names: Mapping[int, str]) -> str:
    """`{{ group|called:group_labels }}`: what a reader calls a row, by a table of names; empty for none."""
    return names.get(row.pk, str(row)) if row else ""
