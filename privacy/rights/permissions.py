"""The desk of requests: who opens it, and what its refusals say."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from privacy.access.desk import AuthorisedDesk
from privacy.rights.models import RightsRequest
from privacy.rights.steps import PURPOSE, NotPossible

VIEW, ADD, CHANGE = (f"privacy_rights.{verb}_rightsrequest" for verb in ("view", "add", "change"))


class Requests(AuthorisedDesk):
    """Privacy ▸ Requests about data."""

    title = _("Requests about data")
    icon = "user"
    namespace = "rights_desk"
    permission = VIEW
    model = RightsRequest
    record_name = "request"
    purposes = (PURPOSE,)
    refusals = (NotPossible,)
    promise = _(
        "Requests hold personal data. The privacy policy promises that only trained and authorised people open them; "
        "administrators are no exception."
    )

    def records(self) -> QuerySet[RightsRequest]:
        return RightsRequest.objects.select_related("subject", "proposed_by")


requests = Requests()
