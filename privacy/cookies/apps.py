"""The room's Django app."""

from django.apps import AppConfig


class CookiesConfig(AppConfig):
    """The choice in the browser: groups, banner, embeds, records."""

    name = "privacy.cookies"
    label = "privacy_cookies"
    verbose_name = "Cookies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from privacy.cookies import impact, lint_rules, personal_data, roles  # noqa: F401
        from privacy.cookies.document import NAME, cookie_document
        from privacy.cookies.purposes import register_services
        from privacy.cookies.scanner import dashboard  # noqa: F401
        from privacy.cookies.scanner.weekly import register_weekly_scan
        from privacy.cookies.verify import TEXTS
        from privacy.operations.integrity import register_integrity_check
        from privacy.register.documents import register_document

        register_services()
        register_document(NAME, cookie_document)
        register_weekly_scan()
        register_integrity_check(TEXTS)
