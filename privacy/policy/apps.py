"""The room's Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """The privacy and terms pages, drawn from a release; versions and differences."""

    name = "privacy.policy"
    label = "privacy_policy"
    verbose_name = "Policy"
    default_auto_field = "django.db.models.BigAutoField"
