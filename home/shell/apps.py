"""The room's Django app."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """What every page stands on: the base page, navigation, pictures, cache headers."""

    name = "home.shell"
    label = "home_shell"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the worker make a page's pictures when it is published; forget read pages after each request."""
        from django.core.signals import request_finished, request_started
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Site
        from wagtail.signals import page_published

        from home.shell.links import forget
        from home.shell.sites import forget_sites
        from home.shell.tasks import queue_renditions

        request_started.connect(forget, dispatch_uid="home_shell_links_started")
        request_finished.connect(forget, dispatch_uid="home_shell_links_finished")
        post_save.connect(forget_sites, sender=Site, dispatch_uid="home_shell_site_saved")
        post_delete.connect(forget_sites, sender=Site, dispatch_uid="home_shell_site_deleted")
        page_published.connect(queue_renditions, dispatch_uid="home_shell_renditions")
