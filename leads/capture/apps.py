"""The room's Django app."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    """Forms that editors build, submissions, the inbox."""

    name = "leads.capture"
    label = "leads_capture"
    verbose_name = "Forms"
    default_auto_field = "django.db.models.BigAutoField"
