"""The room's Django app."""

from django.apps import AppConfig, apps


class BaseConfig(AppConfig):
    """What every page stands on: the base page, navigation, pictures, cache headers."""

    name = "home.base"
    label = "home_base"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker make a page's pictures when it is published; forget read pages after each request."""
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Locale, Page, Site
        from wagtail.signals import page_published

        from home.base.line_ends import keep_line_ends
        from home.base.links import forget
        from home.base.pictures import leave_metadata_out
        from home.base.rich_text import write_anew_when_shown
        from home.base.sites import forget_homes, forget_sites
        from home.base.tasks import queue_renditions

        leave_metadata_out()
        write_anew_when_shown()
        keep_line_ends()
        request_started.connect(forget, dispatch_uid="home_base_links_started")
        request_finished.connect(forget, dispatch_uid="home_base_links_finished")
        for sender in (Site, Locale):
            name = sender.__name__.lower()
            post_save.connect(forget_sites, sender=sender, dispatch_uid=f"home_base_{name}_saved")
            post_delete.connect(forget_sites, sender=sender, dispatch_uid=f"home_base_{name}_deleted")
        for page in (model for model in apps.get_models() if issubclass(model, Page)):
            post_save.connect(forget_homes, sender=page, dispatch_uid=f"home_base_{page.__name__}_saved")
            post_delete.connect(forget_homes, sender=page, dispatch_uid=f"home_base_{page.__name__}_deleted")
        page_published.connect(queue_renditions, dispatch_uid="home_base_renditions")
