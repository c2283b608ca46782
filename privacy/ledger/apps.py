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
        from privacy.ledger.chain import keys_that_signed
        from privacy.ledger.purposes import register_services
        from privacy.ledger.selectors import restricted_subjects
        from privacy.ledger.verify import LEDGER
        from privacy.operations.integrity import register_integrity_check
        from privacy.operations.rotation import also_signed
        from privacy.personal_data.contract import register_holds

        register_services()
        # What the person needs kept is not deleted by the clock either (Art. 18(1)(b), (c)).
        register_holds(lambda _model: restricted_subjects())
        register_integrity_check(LEDGER)
        also_signed(keys_that_signed)
