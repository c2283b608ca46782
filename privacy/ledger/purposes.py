"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.ledger.personal_data import IP, PROOF, EvidenceData, LedgerEventData, SubjectData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that each basis is recorded."""
    register_service(
        Service(
            key="ledger",
            label=_("Proof of consent and of other legal bases"),
            purposes=("consent_proof",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(SubjectData, LedgerEventData, EvidenceData),
            rules=(PROOF, IP),
        )
    )
