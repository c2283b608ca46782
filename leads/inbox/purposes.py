"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from leads.inbox.personal_data import LOG, ExportLogData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that exports are logged."""
    register_service(
        Service(
            key="exports",
            label=_("The log of exported messages"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(ExportLogData,),
            rules=(LOG,),
        )
    )
