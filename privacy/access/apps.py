"""The room's Django app."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may see what: authorisations per purpose, training, access log."""

    name = "privacy.access"
    label = "privacy_access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"
