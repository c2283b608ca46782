"""The room's Django app."""

from django.apps import AppConfig


class CmsConfig(AppConfig):
    """What the screens of our CMS share."""

    name = "privacy.cms"
    label = "privacy_cms"
    verbose_name = "CMS"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from privacy.cms.dashboard import offer_first_task
        from privacy.cms.export import guard_exports

        guard_exports()
        offer_first_task(
            "wagtailimages.add_image",
            _("Add an image, with a description of what it shows"),
            "wagtailimages:index",
            order=50,
        )
        offer_first_task(
            "wagtailadmin.access_admin",
            _("Look at the pages and their languages"),
            "wagtailadmin_explore_root",
            order=90,
        )
        offer_first_task(
            "wagtailadmin.access_admin", _("Set your language and time zone"), "wagtailadmin_account", order=100
        )
