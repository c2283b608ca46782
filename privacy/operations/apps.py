"""The room's Django app."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """What keeps the site running: the worker, its schedule, health, keys that change."""

    name = "privacy.operations"
    label = "privacy_operations"
    verbose_name = "Operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.operations import personal_data  # noqa: F401
        from privacy.operations.jobs import register_jobs
        from privacy.operations.proxies import register_proxies
        from privacy.operations.row_counts import register_row_counts

        register_jobs()
        register_proxies()
        register_row_counts(self)
