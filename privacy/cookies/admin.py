"""The CMS report on cookie choices: counts a day and a purpose, never a single choice."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from privacy.cookies.selectors import choices_by_day, current_offer

DAYS = 30


class CookieChoicesReport(PermissionRequiredMixin, WagtailAdminTemplateMixin, TemplateView):
    """Allowed and refused a day, for the last thirty days (C24)."""

    permission_required = "privacy_cookies.view_consentrecord"
    raise_exception = True
    page_title = _("Cookie choices")
    header_icon = "list-ul"
    template_name = "cookies/admin/choices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups that are asked, and the days on which someone chose."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        offer = current_offer()
        groups = offer.groups if offer else ()
        since = timezone.localdate() - timedelta(days=DAYS - 1)
        keys = [item.key for item in groups]
        return {**context, "groups": groups, "days": choices_by_day(keys, since=since), "number_of_days": DAYS}
