"""The room's place in the CMS."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from privacy.cms.menu import PermittedMenuItem
from privacy.outbox.views import UnsentMailView, try_again_view


@hooks.register("register_admin_urls")
def register_unsent_mail_urls() -> list[URLPattern]:
    return [
        path("reports/mail/", UnsentMailView.as_view(), name="outbox_unsent"),
        path("reports/mail/results/", UnsentMailView.as_view(results_only=True), name="outbox_unsent_results"),
        path("reports/mail/<int:pk>/again/", try_again_view, name="outbox_try_again"),
    ]


@hooks.register("register_reports_menu_item")
def register_unsent_mail_menu_item() -> PermittedMenuItem:
    return PermittedMenuItem(
        _("Outbox"), reverse("outbox_unsent"), "privacy_outbox.view_outboxmail", icon_name="mail", order=910
    )
