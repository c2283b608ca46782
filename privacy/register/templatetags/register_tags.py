"""The register in templates."""

from django import template

from privacy.register.release import RegisterView
from privacy.register.selectors import register_view

tags = template.Library()
register = tags


@tags.simple_tag(name="register")
def register_tag() -> RegisterView | None:
    """`{% register as register %}`: the release in force in the active language."""
    return register_view()
