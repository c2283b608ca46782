"""How the inbox says numbers, people and contact details."""

from typing import Any

from django.utils.translation import gettext as _

from privacy.keys.masking import mask_email, mask_phone

# Nobody counts further: a list of a million messages must not cost what counting it does.
COUNTED = 999


def at_most(count: int) -> str:
    """Return a number that was counted to COUNTED + 1 at most: “12”, “999+”."""
    return f"{COUNTED}+" if count > COUNTED else str(count)


def name_of(user: Any) -> str:
    """Return a member of staff's name; accounts that are gone have none."""
    return (user.get_full_name() or user.get_username()) if user else _("a former colleague")


def masked_contact(answers: dict[str, Any]) -> str:
    """Return the masked address and the first masked number."""
    shown = []
    if answers.get("email"):
        shown.append(mask_email(answers["email"]))
    if answers.get("phone"):
        shown.append(mask_phone(answers["phone"][0]))
    return ", ".join(shown)
