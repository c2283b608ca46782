"""The room's place in the CMS."""

from django.utils import timezone
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


@hooks.register("construct_homepage_panels")
def add_concerns(request, panels):
    if request.user.has_perm("privacy_outbox.view_outboxmail") and (said := concerns(now=timezone.now())):
        panels.append(ConcernsPanel(said))
