"""The register in templates."""

from django import template

from privacy.register.selectors import register_view
from privacy.register.views_of_release import RegisterView

tags = template.Library()
register = tags


@tags.simple_tag(name="register")
def register_tag() -> RegisterView | None:
    """`{% register as register %}`: the release in force in the active language."""
    return register_view()
