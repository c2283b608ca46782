"""The room's Django app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Controller, purposes, vendors, periods, legal texts, releases and the linter."""

    name = "privacy.register"
    label = "privacy_register"
    verbose_name = "Privacy register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.register import checks, excuses, lint_rules, lint_texts, selectors  # noqa: F401
        from privacy.register.history import watch_register

        watch_register()
