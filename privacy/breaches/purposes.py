"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.breaches.personal_data import MassAccessData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that mass access is watched for."""
    register_service(
        Service(
            key="mass_access",
            label=_("The alarm about mass access"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(MassAccessData,),
            rules=("access-log",),
        )
    )
