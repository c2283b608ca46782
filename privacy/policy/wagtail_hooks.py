"""The doors of the CMS by which a legal document would leave its readers: only an officer passes, with a reason why not."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from privacy.cms.views import StaffRequest
from privacy.policy.models import DocumentPage
from privacy.policy.permissions import CAN_RELEASE
from privacy.policy.standing import documents_below, why_not


@hooks.register("before_unpublish_page")
@hooks.register("before_delete_page")
def refuse_to_take_a_document_away(request: StaffRequest, page: Page) -> HttpResponse | None:
    return _refusal(request, [page])


@hooks.register("before_move_page")
def refuse_to_move_a_document(request: StaffRequest, page: Page, destination: Page) -> HttpResponse | None:
    return _refusal(request, [page])


@hooks.register("before_bulk_action")
def refuse_in_bulk(request: StaffRequest, action_type: str, objects: Iterable[Any], action: Any) -> HttpResponse | None:
    if action_type not in ("unpublish", "delete", "move"):
        return None
    return _refusal(request, [row for row in objects if isinstance(row, Page)])


@hooks.register("before_create_page")
def refuse_to_begin_a_document(request: StaffRequest, parent: Page, page_class: type[Page]) -> HttpResponse | None:
    """A page that is made and published in one press would be live before anybody is asked."""
    if not issubclass(page_class, DocumentPage) or request.user.has_perm(CAN_RELEASE):
        return None
    return _back(request, parent, _only_officers(str(page_class.get_verbose_name())))


@hooks.register("before_copy_page")
def refuse_to_copy_a_document(request: StaffRequest, page: Page) -> HttpResponse | None:
    """A copy of a branch would hold a second policy, which nobody reads and nobody could take down."""
    documents = documents_below([page])
    if not documents:
        return None
    sentence = _("“%(page)s” is there once in each language, so it is not copied. Copy other pages one by one.")
    return _back(request, documents[0].get_parent(), sentence % {"page": documents[0].get_admin_display_title()})


def _only_officers(page: str) -> str:
    return _("“%(page)s” tells people what happens to their data: only a privacy officer may do that.") % {"page": page}


def _back(request: StaffRequest, parent: Page, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("wagtailadmin_explore", parent.pk)


def _refusal(request: StaffRequest, pages: list[Page]) -> HttpResponse | None:
    """Return the way back with one sentence, None when everything named may go."""
    documents = documents_below(pages)
    if not documents:
        return None
    if not request.user.has_perm(CAN_RELEASE):
        sentence = _only_officers(documents[0].get_admin_display_title())
    else:
        sentence = next((reason for page in documents if (reason := why_not(page))), "")
    if not sentence:
        return None
    return _back(request, documents[0].get_parent(), sentence)
