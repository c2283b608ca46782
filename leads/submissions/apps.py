"""The room's Django app."""

from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    """What visitors send: the post, what of it may be stored, spam protection, files."""

    name = "leads.submissions"
    label = "leads_submissions"
    verbose_name = "Messages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leads.submissions import form_rules, personal_data, roles, team_work  # noqa: F401
        from leads.submissions.jobs import register_jobs
        from leads.submissions.mails import Receipt
        from leads.submissions.purposes import register_services
        from leads.submissions.verify import BASES
        from privacy.operations.integrity import register_integrity_check
        from privacy.outbox.kinds import register_mail_kind

        register_services()
        register_jobs()
        register_mail_kind(Receipt())
        register_integrity_check(BASES)
