"""Which purposes of the policy this room carries out (R93)."""

from django.utils.translation import gettext_lazy as _

from privacy.register.service_registry import BasisEvent, Service, WayIn, register_service
from privacy.retention.personal_data import (
    BACKUPS,
    JOBS,
    PROCEEDINGS,
    RIGHTS,
    ErasureData,
    FinishedTaskData,
    LegalHoldData,
    TombstoneData,
)


def register_services() -> None:
    """Make known that background work, deletions and holds are recorded."""
    register_service(
        Service(
            key="background_work",
            label=_("Background work, and what keeps deleted data deleted"),
            purposes=("site_security",),
            ways_in=(WayIn.AUTOMATIC,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(FinishedTaskData, TombstoneData),
            rules=(JOBS, BACKUPS),
        )
    )
    register_service(
        Service(
            key="erasures",
            label=_("Records of erasure at a person's request"),
            purposes=("rights_requests",),
            ways_in=(WayIn.STAFF,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(ErasureData,),
            rules=(RIGHTS,),
        )
    )
    register_service(
        Service(
            key="legal_holds",
            label=_("Legal holds"),
            purposes=("legal_proceedings",),
            ways_in=(WayIn.STAFF,),
            basis_event=BasisEvent.NOTIFIED,
            stores=(LegalHoldData,),
            rules=(PROCEEDINGS,),
        )
    )
