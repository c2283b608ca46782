"""The room's Django app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention rules executed, and the schedule that executes them."""

    name = "privacy.retention"
    label = "privacy_retention"
    verbose_name = "Retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.register.personal_data import register_holds
        from privacy.retention import endings, holds_home, lint_rules, personal_data, restrictions, review_home  # noqa: F401
        from privacy.retention.holds import held_subjects
        from privacy.retention.jobs import register_jobs
        from privacy.retention.review_alarm import register_review_alarm
        from privacy.retention.rotation import also_rotate
        from privacy.retention.tombstones import rotate_journal

        register_jobs()
        register_review_alarm()
        register_holds(held_subjects)
        also_rotate("journal of deletions", rotate_journal)
