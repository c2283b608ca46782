"""What the CMS shows beside a form: what stands in its way, and what visitors see now."""

from typing import Any

from wagtail.admin.panels import Panel


class FindingsPanel(Panel):
    """What keeps the form from going live, in words, above its fields."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "capture/admin/findings_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from leads.capture.approvals import CAN_APPROVE
            from leads.capture.selectors import live_version_of
            from leads.capture.services import findings_of

            context = super().get_context_data(parent_context)
            language = self.instance.locale.language_code
            return {
                **context,
                "findings": findings_of(self.instance),
                "shown": live_version_of(self.instance, language),
                "form_id": self.instance.pk,
                "form_is_live": self.instance.live,
                "may_approve": self.request.user.has_perm(CAN_APPROVE),
            }
