"""The room's Django app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Forms that editors build, submissions, the inbox."""

    name = "leads.capture"
    label = "leads_capture"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published, published, unpublished

        from leads.capture import building_home, home, lint_rules, personal_data, signals  # noqa: F401
        from leads.capture.answering import register_answering
        from leads.capture.inbox.export import taken_out
        from leads.capture.leaving import MessagesOfLeaver, purposes_collecting, purposes_waiting
        from leads.capture.models import LeadForm
        from leads.capture.placed import page_published as remember_forms
        from leads.capture.protecting import register_protecting
        from leads.capture.selectors import form_addresses
        from privacy.breaches.watching import register_taken_out
        from privacy.cookies.scanner.addresses import scanned
        from privacy.staff.leaving import on_leaving
        from privacy.staff.training import register_readers_needed

        published.connect(signals.form_published, sender=LeadForm, dispatch_uid="capture-publishes")
        unpublished.connect(signals.form_unpublished, sender=LeadForm, dispatch_uid="capture-withdraws")
        page_published.connect(remember_forms, dispatch_uid="capture-placed")
        scanned(form_addresses)
        register_taken_out(taken_out)
        register_answering()
        register_protecting()
        on_leaving(MessagesOfLeaver())
        register_readers_needed(waiting=purposes_waiting, collecting=purposes_collecting)
