"""The room's Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """What every page stands on: the base page, navigation, pictures, cache headers."""

    name = "home.shell"
    label = "home_shell"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"
