"""A member of staff chooses, under their account, when they are told of messages."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab

from leads.inbox.models import NotificationPreference
from leads.inbox.notifications import set_preference

VIEW = "leads_submissions.view_submission"


class NoticeForm(forms.Form):
    """One choice."""

    when = forms.ChoiceField(
        label=_("New messages"),
        choices=NotificationPreference.When.choices,
        widget=forms.RadioSelect,
        help_text=_("You are told of messages that you may read and that are yours, your team's or everybody's."),
    )

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        self.user = instance
        kept = NotificationPreference.objects.filter(user=instance).first()
        initial = {"when": kept.when if kept else NotificationPreference.When.AT_ONCE}
        super().__init__(*args, **{"initial": initial, **kwargs})

    def save(self) -> None:
        """Keep the choice; keeping the same one again changes nothing."""
        if "when" in self.changed_data:
            set_preference(user=self.user, when=self.cleaned_data["when"], now=timezone.now())


class MessagesSettingsPanel(BaseSettingsPanel):
    """Shown to those who have an inbox."""

    name = "messages"
    title = _("E-mail about messages")
    tab = notifications_tab
    order = 200
    form_class = NoticeForm

    def is_active(self) -> bool:
        return bool(self.request.user.has_perm(VIEW))
