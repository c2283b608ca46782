"""The room's Django app."""

from functools import partial

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What visitors read: page types, blocks, search, the sample site."""

    name = "home.pages"
    label = "home_pages"
    verbose_name = "Pages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from home.pages import personal_data  # noqa: F401
        from home.pages.health import HOMES, missing_homes
        from privacy.cookies.scanner.addresses import in_every_language, scanned
        from privacy.operations.health import also_concerned, register_check

        scanned(partial(in_every_language, "pages:search", "search"))
        register_check(HOMES)
        also_concerned(missing_homes)
