"""The room's Django app."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """Mail queued with the data it is about, rendered at sending, never stored as text."""

    name = "privacy.outbox"
    label = "privacy_outbox"
    verbose_name = "Mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.operations.health import also_concerned, register_check
        from privacy.operations.worker import register_step
        from privacy.outbox import lint_rules, personal_data, roles  # noqa: F401
        from privacy.outbox.health import MAIL, given_up, send_one
        from privacy.outbox.purposes import register_services

        register_services()
        register_check(MAIL)
        also_concerned(given_up)
        register_step(send_one)
