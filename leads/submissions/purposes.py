"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from leads.submissions.periods import RULES
from leads.submissions.personal_data import (
    IdentifierData,
    NoteData,
    RateCounterData,
    SubmissionData,
    UploadData,
)
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that messages are taken and answered, and forms protected."""
    register_service(
        Service(
            key="messages",
            label=_("Messages by a form, and their answers"),
            purposes=("contact",),
            ways_in=(WayIn.FORM,),
            basis_event=BasisEvent.REQUESTED,
            stores=(SubmissionData, NoteData, IdentifierData, UploadData),
            rules=RULES,
        )
    )
    register_service(
        Service(
            key="spam_protection",
            label=_("Spam protection of forms"),
            purposes=("form_protection",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(RateCounterData,),
            rules=("form-protection",),
        )
    )
