"""The room's Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    """Who may see what: authorisations per purpose, training, access log."""

    name = "privacy.access"
    label = "privacy_access"
    verbose_name = "Access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from privacy.access import dashboard, lint_rules, personal_data  # noqa: F401
        from privacy.access.purposes import register_services
        from privacy.access.role_sync import sync_after_migrate
        from privacy.cms.dashboard import offer_first_task

        register_services()
        post_migrate.connect(sync_after_migrate, dispatch_uid="privacy.access.roles")
        offer_first_task(
            "privacy_access.add_authorisation",
            _("Authorise somebody to read messages"),
            "authorisations:index",
            order=40,
        )
