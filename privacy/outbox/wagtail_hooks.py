"""The room's place in the CMS."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from privacy.outbox.admin import UnsentMailView, try_again_view


class UnsentMailMenuItem(MenuItem):
    """Shown to those who look after the mail."""

    def is_shown(self, request):
        return request.user.has_perm("privacy_outbox.view_outboxmail")


@hooks.register("register_admin_urls")
def register_unsent_mail_urls():
    return [
        path("reports/mail/", UnsentMailView.as_view(), name="outbox_unsent"),
        path("reports/mail/results/", UnsentMailView.as_view(results_only=True), name="outbox_unsent_results"),
        path("reports/mail/<int:pk>/again/", try_again_view, name="outbox_try_again"),
    ]


@hooks.register("register_reports_menu_item")
def register_unsent_mail_menu_item():
    return UnsentMailMenuItem(_("E-mail not sent"), reverse("outbox_unsent"), icon_name="mail", order=910)
