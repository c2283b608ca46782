"""The report of places outside the website that hold personal data, and how each is emptied by hand (R73)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy.register.personal_data import outside_stores
from privacy.register.views import RegisterView


class OutsideView(RegisterView):
    """What a request for erasure must also reach, though no machine can."""

    template_name = "register/outside.html"
    page_title = _("Where else personal data are")
    header_icon = "mail"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the places."""
        return super().get_context_data(stores=outside_stores(), **kwargs)
