"""The room's Django app."""

from django.apps import AppConfig


class TranslationConfig(AppConfig):
    """The site's languages, and the translators' work."""

    name = "home.translation"
    label = "home_translation"
    verbose_name = "Translation"
    default_auto_field = "django.db.models.BigAutoField"
