"""The report of places outside the website that hold personal data, and how each is emptied by hand (R73)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.cms.views import PermittedView
from privacy.personal_data.external_stores import external_stores


class ExternalStoresView(PermittedView):
    """What a request for erasure must also reach, though no machine can."""

    permission = "privacy_register.view_release"
    template_name = "personal_data/external_stores.html"
    page_title = _("Where else personal data are")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the places."""
        return super().get_context_data(stores=external_stores(), **kwargs)
