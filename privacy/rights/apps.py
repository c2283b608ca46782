"""The room's Django app."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """What people ask for under their rights, and that it is answered in time."""

    name = "privacy.rights"
    label = "privacy_rights"
    verbose_name = "Rights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.access.training import register_readers_needed
        from privacy.rights import checks, dashboard, personal_data, roles  # noqa: F401
        from privacy.rights.alerts import register_alerts
        from privacy.rights.mails import register_mails
        from privacy.rights.purposes import register_services
        from privacy.rights.selectors import purposes_collecting, purposes_waiting

        register_services()
        register_mails()
        register_alerts()
        register_readers_needed(waiting=purposes_waiting, collecting=purposes_collecting)
