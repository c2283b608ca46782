"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.access.personal_data import LOG, AccessEventData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that opening personal data is logged."""
    register_service(
        Service(
            key="access_log",
            label=_("The log of staff who open personal data"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(AccessEventData,),
            rules=(LOG,),
        )
    )
