"""Which purposes of the policy this room carries out (R93)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.service_registry import BasisEvent, Offer, Service, WayIn, register_service
from privacy.rights import id_documents
from privacy.rights.personal_data import (
    PROTECTION,
    PURPOSES,
    RULE,
    AttemptCounterData,
    ChallengeData,
    IdentityCopyData,
    RequestStepData,
    RightsRequestData,
)

# What the pages of this room and its desk ask for.
ASKS = ("name", "email", "phone", "message", "identity_document")


def register_services() -> None:
    """Make known that requests about data are answered, and their pages protected."""
    register_service(
        Service(
            key="rights_requests",
            label=gettext_lazy("Requests about data, and their answers"),
            purposes=PURPOSES,
            ways_in=(WayIn.PAGE, WayIn.STAFF),
            basis_event=BasisEvent.NOTIFIED,
            stores=(RightsRequestData, RequestStepData, IdentityCopyData),
            rules=(RULE, id_documents.RULE),
            asks=ASKS,
            offers=_offers,
        )
    )
    register_service(
        Service(
            key="rights_protection",
            label=gettext_lazy("Protection of the pages about one's data"),
            purposes=("form_protection",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(ChallengeData, AttemptCounterData),
            rules=(PROTECTION,),
        )
    )


def _offers() -> Iterable[Offer]:
    """The page is always there: the law does not let a site switch it off."""
    return [Offer(purpose, _("the page “Your data”")) for purpose in PURPOSES]
