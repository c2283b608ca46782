"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from leads.cases.inbox import RULE
from leads.cases.models import LEGAL_PROCEEDINGS, LEGAL_REQUESTS
from leads.cases.personal_data import PROCEEDINGS_RULE, CaseStepData, DisclosureData, LegalCaseData
from leads.submissions.personal_data import IdentifierData, NoteData, SubmissionData, UploadData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service

STORES = (LegalCaseData, CaseStepData, DisclosureData)
# The messages that notices come as go with their case.
MESSAGES = (SubmissionData, NoteData, IdentifierData, UploadData)


def register_services() -> None:
    """Make known that notices are decided, and legal cases kept."""
    register_service(
        Service(
            key="notices",
            label=_("Notices of illegal content, and their decisions"),
            purposes=(LEGAL_REQUESTS,),
            ways_in=(WayIn.FORM, WayIn.STAFF),
            basis_event=BasisEvent.NOTIFIED,
            stores=(*STORES, *MESSAGES),
            rules=(RULE,),
        )
    )
    register_service(
        Service(
            key="legal_cases",
            label=_("Orders, claims and legal proceedings"),
            purposes=(LEGAL_PROCEEDINGS,),
            ways_in=(WayIn.STAFF,),
            basis_event=BasisEvent.NOTIFIED,
            stores=STORES,
            rules=(PROCEEDINGS_RULE,),
        )
    )
