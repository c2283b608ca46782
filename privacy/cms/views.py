"""The base of our CMS screens that are no list of rows."""

from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin


class StaffRequest(HttpRequest):
    """For the types: a request as the CMS gets it, from somebody who is signed in."""

    user: User


class PermittedView(WagtailAdminTemplateMixin, TemplateView):
    """A screen for those with `permission`."""

    permission: ClassVar[str]
    header_icon = "lock"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse everybody else."""
        if not request.user.has_perm(self.permission):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to the screen, which ends with its name."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]
