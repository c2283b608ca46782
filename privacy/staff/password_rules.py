"""Passwords that anybody would try here first: the company's own words, and common passwords in disguise (ASVS 6.2.11)."""

import re

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Of the group, its trade, its places and this software; docs/security.md tells them too.
HOUSE = (
    "kargro", "lintire", "bandenplan", "banden", "band", "recycling", "recycle", "retread", "casings", "casing", "tyres",
    "tyre", "tires", "tire", "reifen", "pneus", "pneu", "karkas", "bandag", "marangoni", "montfoort", "heeswijk",
    "nieuwmoer", "wagtail", "website", "password", "wachtwoord", "passwort", "motdepasse", "welkom", "welcome", "admin",
    "officer", "editor", "groep", "group", "groupe", "gruppe", "holding", "europa", "plan",
)  # fmt: skip
FEWEST_LETTERS = 6
_house = re.compile("|".join(HOUSE))
_dress = re.compile(r"[\W\d_]+")


class NotOfTheHouse:
    """Refuses what is left over too short, or too common, once the words of the house, digits and signs are taken away."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError for a password that is guessed from knowing where it is used, or what people use."""
        bare = _dress.sub("", password.casefold())
        own = _house.sub("", bare)
        if bare in self.common or (own != bare and len(own) < FEWEST_LETTERS):
            raise ValidationError(
                _(
                    "This password is made of words that anybody would try here. Use words that have nothing to do with us."
                ),
                code="password_of_the_house",
            )

    def get_help_text(self) -> str:
        """Return the rule as it stands beside the box."""
        return _("Your password cannot be made of words of the company, the trade or this website.")
