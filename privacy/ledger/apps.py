"""The room's Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Subjects, and the append-only record of the basis for each use of their data."""

    name = "privacy.ledger"
    label = "privacy_ledger"
    verbose_name = "Consent and bases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.ledger import personal_data  # noqa: F401
