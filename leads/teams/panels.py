"""Beside a form's fields: who answers what is sent with it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import Panel


class WhoAnswersPanel(Panel):
    """The rules in words, and where to change them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "teams/admin/who_answers_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and self.request.user.has_perm("leads_teams.view_formrouting")

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from leads.teams.sentences import routing_for, sentences, source_of

            routing = routing_for(self.instance)
            add = f"{reverse('who_answers:add')}?form={source_of(self.instance).pk}"
            return {
                **super().get_context_data(parent_context),
                "sentences": sentences(routing, timezone.now()) if routing else [],
                "url": reverse("who_answers:edit", args=[routing.pk]) if routing else add,
                "may_change": self.request.user.has_perm("leads_teams.change_formrouting"),
            }
