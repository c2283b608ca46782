"""The room's Django app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention rules executed, and the schedule that executes them."""

    name = "privacy.retention"
    label = "privacy_retention"
    verbose_name = "Retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.retention import lint_rules, personal_data  # noqa: F401
        from privacy.retention.jobs import register_jobs

        register_jobs()
