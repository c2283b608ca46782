"""The register in templates."""

from django import template

from privacy.register.release import ReleasedRegister
from privacy.register.selectors import released_register

tags = template.Library()
register = tags


@tags.simple_tag(name="register")
def register_tag() -> ReleasedRegister | None:
    """`{% register as register %}`: the release in force in the active language."""
    return released_register()
