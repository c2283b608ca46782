"""The room's Django app."""

from django.apps import AppConfig


class PersonalDataConfig(AppConfig):
    """The contract of every store of personal data, and the checks that none is missing."""

    name = "privacy.personal_data"
    label = "privacy_personal_data"
    verbose_name = "Personal data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.personal_data import checks  # noqa: F401
