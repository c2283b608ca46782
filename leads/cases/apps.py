"""The room's Django app."""

from datetime import timedelta

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Legal cases and disclosures."""

    name = "leads.cases"
    label = "leads_cases"
    verbose_name = "Legal cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leads.capture.capture import on_basis
        from leads.capture.inbox_kinds import register_inbox_kind
        from leads.cases import home, personal_data  # noqa: F401
        from leads.cases.inbox import NoticeKind
        from leads.cases.mail_kinds import register_mails
        from leads.cases.models import LEGAL_REQUESTS
        from leads.cases.selectors import purposes_collecting, purposes_waiting
        from leads.cases.services import open_for_notice
        from leads.cases.telling import tell_when_allowed
        from privacy.retention.schedule import register_job
        from privacy.staff.training import register_readers_needed

        register_inbox_kind(NoticeKind())
        on_basis(LEGAL_REQUESTS)(open_for_notice)
        register_mails()
        register_job("cases_tell", every=timedelta(hours=6), run=tell_when_allowed)
        register_readers_needed(waiting=purposes_waiting, collecting=purposes_collecting)
