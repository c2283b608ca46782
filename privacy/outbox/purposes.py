"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.outbox.personal_data import DELIVERY, MailboxCounterData, OutboxMailData
from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service


def register_services() -> None:
    """Make known that sent mail is recorded, and mailboxes are protected."""
    register_service(
        Service(
            key="outbox",
            label=_("Records of e-mail that is sent"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(OutboxMailData,),
            rules=(DELIVERY,),
        )
    )
    register_service(
        Service(
            key="mailbox_protection",
            label=_("Protection of mailboxes against mail that others ask for"),
            purposes=("form_protection",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(MailboxCounterData,),
            rules=("form-protection",),
        )
    )
