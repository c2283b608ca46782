"""The room's Django app."""

from django.apps import AppConfig


class TranslationConfig(AppConfig):
    """The site's languages, and the translators' work."""

    name = "home.translation"
    label = "home_translation"
    verbose_name = "Translation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let no translated string bring more into a text than words and their marks."""
        from home.translation.strings import guard_strings

        guard_strings()
