"""What the CMS shows beside a form: what stands in its way, and what visitors see now."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, Panel, PublishingPanel

from leads.forms.approvals import CAN_APPROVE
from leads.forms.publishing import findings_of
from leads.forms.selectors import live_version_of


class FindingsPanel(Panel):
    """What keeps the form from going live, in words, above its fields."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "forms/admin/findings_panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
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


_more: list[Panel] = []


def register_form_panel(panel: Panel) -> None:
    """Let a room above show something beside a form's fields; call it in AppConfig.ready."""
    _more.append(panel)


def form_panels() -> list[Panel]:
    """Return what the screen of a form shows, in order: what stands in its way, its fields, what other rooms add."""
    return [
        FindingsPanel(),
        HelpPanel(
            content=_(
                "A form may ask only what the privacy register declares for its purpose (policy §2). Visitors read "
                "who uses the answers, why and for how long before the button; that text comes from the register."
            )
        ),
        MultiFieldPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("purpose")], heading=_("Form")),
        MultiFieldPanel([FieldPanel("title"), FieldPanel("intro")], heading=_("Beginning")),
        FieldPanel("body"),
        FieldPanel("submit_label"),
        MultiFieldPanel([FieldPanel("thanks_title"), FieldPanel("thanks")], heading=_("After sending")),
        MultiFieldPanel([FieldPanel("receipt_subject"), FieldPanel("receipt_text")], heading=_("Receipt by e-mail")),
        *_more,
        PublishingPanel(),
    ]
