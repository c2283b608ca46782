"""The room's place in the CMS."""

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language
from wagtail import hooks
from wagtail.admin.ui.components import Component

from privacy.retention.health import concerns


class ConcernsPanel(Component):
    """What the site's administrators should know; not shown while all is well."""

    name = "concerns"
    template_name = "retention/concerns.html"
    order = 10

    def __init__(self, said):
        self.said = said

    def get_context_data(self, parent_context):
        return {"concerns": self.said}


CONCERNS_SECONDS = 20


@hooks.register("construct_homepage_panels")
def add_concerns(request, panels):
    if request.user.has_perm("privacy_outbox.view_outboxmail") and (said := current_concerns()):
        panels.append(ConcernsPanel(said))


def current_concerns() -> list[str]:
    """Return what the site's administrators should know, as it was at most twenty seconds ago: seven queries."""
    key = f"retention:concerns:{get_language()}"
    return cache.get_or_set(key, lambda: concerns(now=timezone.now()), CONCERNS_SECONDS)
