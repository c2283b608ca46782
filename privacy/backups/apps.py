"""The room's Django app."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups, restoring, rehearsal."""

    name = "privacy.backups"
    label = "privacy_backups"
    verbose_name = "Backups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.backups import checks, personal_data  # noqa: F401
        from privacy.backups.clock import register_backups

        register_backups()
