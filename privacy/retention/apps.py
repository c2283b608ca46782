"""The room's Django app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """Retention rules executed, and the schedule that executes them."""

    name = "privacy.retention"
    label = "privacy_retention"
    verbose_name = "Retention"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.operations.health import register_check
        from privacy.operations.integrity import register_integrity_check
        from privacy.operations.rotation import also_rotate
        from privacy.operations.worker import register_precondition
        from privacy.personal_data.contract import register_holds
        from privacy.retention import dashboard, impact, lint_rules, personal_data, restrictions, roles, withdrawals  # noqa: F401
        from privacy.retention.holds import held_subjects
        from privacy.retention.jobs import register_jobs
        from privacy.retention.overdue import OVERDUE
        from privacy.retention.precondition import DELETIONS, JOURNAL, DeletionsKnown
        from privacy.retention.purposes import register_services
        from privacy.retention.review_alarm import register_review_alarm
        from privacy.retention.tombstones import rotate_journal

        register_services()
        register_jobs()
        register_review_alarm()
        register_holds(held_subjects)
        also_rotate("journal of deletions", rotate_journal)
        register_check(DELETIONS)
        register_precondition(DeletionsKnown())
        register_integrity_check(OVERDUE)
        register_integrity_check(JOURNAL)
