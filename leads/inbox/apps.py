"""The room's Django app."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The desk where messages are answered."""

    name = "leads.inbox"
    label = "leads_inbox"
    verbose_name = "Inbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from leads.inbox import dashboard, mails, personal_data, roles  # noqa: F401
        from leads.inbox.export import exported
        from leads.inbox.jobs import register_jobs
        from leads.inbox.notifications import mails_for
        from leads.inbox.offboarding import MessagesOfLeaver, purposes_collecting, purposes_waiting
        from leads.inbox.purposes import register_services
        from leads.submissions.services import also_mail
        from privacy.access.training import register_readers_needed
        from privacy.breaches.watching import register_exported
        from privacy.cms.dashboard import offer_first_task
        from privacy.outbox.kinds import register_mail_kind
        from privacy.staff.leaving import on_leaving

        register_services()
        for kind in mails.KINDS:
            register_mail_kind(kind())
        also_mail(mails_for)
        register_jobs()
        register_exported(exported)
        on_leaving(MessagesOfLeaver())
        register_readers_needed(waiting=purposes_waiting, collecting=purposes_collecting)
        offer_first_task(
            "leads_submissions.view_submission", _("Open the inbox and answer a message"), "inbox:list", order=10
        )
