"""Registers the upload of PO files, and what goes along with an act on a page in one language."""

from collections.abc import Collection

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from home.translation import views
from home.translation.other_languages import DELETE, MOVE, UNPUBLISH, along, languages_of, who_end_otherwise


@hooks.register("register_admin_urls", order=-10)
def translation_addresses() -> list[URLPattern | URLResolver]:
    """Stand before wagtail-localize, as the same application: its upload ends in an error for files as translation services
    write them, and its update publishes pages without asking who may.
    """
    before = [
        path("translate/<int:translation_id>/pofile/upload/", views.upload_po_file),
        path("update/<int:translation_source_id>/", views.update_translations),
    ]
    return [
        path("localize/", include((before, "wagtail_localize"), namespace="before_wagtail_localize")),
        path("localize/ends/<int:page_id>/", views.expire_others, name="expire_other_languages"),
    ]


@hooks.register("after_unpublish_page")
def unpublish_others(request: HttpRequest, page: Page) -> None:
    """Take the pages down that the question was answered with."""
    _along(request, [page], UNPUBLISH)


@hooks.register("after_delete_page")
def delete_others(request: HttpRequest, page: Page) -> None:
    """Delete the pages that the question was answered with."""
    _along(request, [page], DELETE)


@hooks.register("after_move_page")
def move_others(request: HttpRequest, page: Page) -> None:
    """Move the pages that the question was answered with."""
    _along(request, [page], MOVE)


@hooks.register("after_bulk_action")
def others_of_many(request: HttpRequest, action_type: str, objects: Collection[object], action: object) -> None:
    """The same for several pages at once."""
    pages = [one for one in objects if isinstance(one, Page)]
    if pages and action_type in (UNPUBLISH, DELETE, MOVE):
        _along(request, pages, action_type)


@hooks.register("after_publish_page")
def offer_same_end(request: HttpRequest, page: Page) -> None:
    """Say which languages stay when this one is to end, and offer the same moment for them."""
    if not page.expire_at:
        return
    stay = who_end_otherwise(page, user=request.user)
    if stay:
        said = _("This page ends on %(moment)s. It does not end at that moment in: %(languages)s.") % {
            "moment": date_format(localtime(page.expire_at), "DATETIME_FORMAT"),
            "languages": languages_of(other.page for other in stay),
        }
        address = reverse("expire_other_languages", args=[page.pk])
        messages.warning(request, said, buttons=[messages.button(address, _("End these too"))])


def _along(request: HttpRequest, pages: Collection[Page], act: str) -> None:
    done, left = along(request, pages, act=act)
    if done:
        messages.success(request, _("Done in these languages too: %(languages)s.") % {"languages": languages_of(done)})
    if left:
        messages.error(request, _("Left as it was in: %(languages)s.") % {"languages": languages_of(left)})
