"""The room's Django app."""

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """Controller, purposes, vendors, periods, legal texts, releases and the linter."""

    name = "privacy.register"
    label = "privacy_register"
    verbose_name = "Privacy register"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from privacy.cms.dashboard import offer_first_task
        from privacy.operations.health import register_check
        from privacy.operations.integrity import register_integrity_check
        from privacy.register import (  # noqa: F401
            checks,
            dashboard,
            lint_rules,
            lint_services,
            lint_texts,
            personal_data,
            selectors,
            transfers,
        )
        from privacy.register.examples import FROM_DEVELOPMENT
        from privacy.register.purposes import register_services
        from privacy.register.verify import RELEASES

        register_services()
        register_integrity_check(RELEASES)
        register_check(FROM_DEVELOPMENT)
        offer_first_task(
            "privacy_register.add_release",
            _("Read what would change with the next release"),
            "register_review",
            order=20,
        )
        offer_first_task(
            "privacy_register.approve_texts",
            _("Read translations beside their source and approve them"),
            "register_texts",
            order=30,
        )
        offer_first_task(
            "privacy_register.change_purposetext",
            _("See which texts are still to be translated"),
            "register_texts",
            order=60,
        )
        offer_first_task(
            "privacy_register.change_purpose",
            _("Look up for which purposes the website uses data"),
            "purposes:index",
            order=70,
        )
