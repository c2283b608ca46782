"""What is kept of connections that try to sign in, and why the rest about members of staff is no store of visitors' data."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.personal_data.contract import NamesNobody, PersonalData, exempt, register_personal_data
from privacy.personal_data.counters import ConnectionCounter
from privacy.staff.models import SignInCounter, UsedCode

PROTECTION = "form-protection"

exempt(
    "privacy_staff.Invitation",
    "names people invited to work in the CMS, no visitor; deleted 30 days after the invitation is over",
    columns=("email", "first_name", "last_name"),
)
exempt(
    "privacy_staff.Seen", "how the account of a member of staff stood when it was last looked at; goes with the account"
)
exempt(
    "privacy_staff.ChangeNotice",
    "what changed about the account of a member of staff; deleted after 30 days",
    columns=("former_address",),
)
exempt("privacy_staff.ToldOfChange", "notes that a member of staff was told; goes with the account")
exempt("privacy_staff.ProposedRole", "that a member of staff shall have a role; goes once somebody decided")
exempt("mfa.Authenticator", "secrets of members of staff, encrypted; goes with the account and when they leave")
exempt("account.EmailAddress", "not used: staff sign in with the address of their account", columns=("email",))
exempt("account.EmailConfirmation", "not used: nobody signs up")


@register_personal_data
class SignInCounterData(ConnectionCounter):
    """Codes made from accounts and addresses, to count wrong attempts. They name nobody and are gone after a day."""

    label = _("Codes against guessing passwords")
    model = SignInCounter


@register_personal_data
class UsedCodeData(NamesNobody, PersonalData):
    """That a code of a member of staff was used, by a keyed hash; gone after a day."""

    label = _("Codes of staff that were used")
    model = UsedCode
    purposes = ("form_protection",)
    fields: ClassVar[Mapping[str, str]] = {}
    not_personal = {
        "that a code was used, by a keyed hash": ("code_hash",),
    }
    rules = (PROTECTION,)
    counts_from = ("created",)

    def due(self, rule: str, *, before: datetime) -> QuerySet[UsedCode]:
        return UsedCode.objects.filter(used_at__lt=before).order_by("pk")
