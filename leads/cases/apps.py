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
        from leads.cases import dashboard, personal_data, roles  # noqa: F401
        from leads.cases.inbox import NoticeKind
        from leads.cases.mails import register_mails
        from leads.cases.models import LEGAL_REQUESTS
        from leads.cases.purposes import register_services
        from leads.cases.selectors import purposes_collecting, purposes_waiting
        from leads.cases.services import open_for_notice
        from leads.cases.telling import tell_when_allowed
        from leads.submissions.kinds import register_kind
        from leads.submissions.services import on_basis
        from privacy.access.training import register_readers_needed
        from privacy.operations.schedule import register_job

        register_services()
        register_kind(NoticeKind())
        on_basis(LEGAL_REQUESTS)(open_for_notice)
        register_mails()
        register_job("cases_tell", every=timedelta(hours=6), run=tell_when_allowed)
        register_readers_needed(waiting=purposes_waiting, collecting=purposes_collecting)
