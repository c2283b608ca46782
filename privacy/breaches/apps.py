"""The room's Django app."""

from django.apps import AppConfig


class BreachesConfig(AppConfig):
    """Breaches of personal data, and what may be one."""

    name = "privacy.breaches"
    label = "privacy_breaches"
    verbose_name = "Breaches"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.breaches import dashboard, personal_data, roles  # noqa: F401
        from privacy.breaches.mails import register_alarms
        from privacy.breaches.purposes import register_services

        register_services()
        register_alarms()
