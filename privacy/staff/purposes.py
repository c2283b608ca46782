"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service
from privacy.staff.personal_data import PROTECTION, SignInCounterData, UsedCodeData

# The purpose of mails to members of staff about their accounts.
PURPOSE = "site_security"


def register_services() -> None:
    """Make known that wrong attempts to sign in are counted."""
    register_service(
        Service(
            key="sign_in_protection",
            label=_("Protection of the door to the CMS"),
            purposes=("form_protection",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(SignInCounterData, UsedCodeData),
            rules=(PROTECTION,),
        )
    )
