"""What translators bring back, and the question whether a page ends in the other languages too."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.edit_translation import user_can_edit_instance
from wagtail_localize.views.update_translations import UpdateTranslationsView

from home.translation.other_languages import EXPIRE, FIELD, languages_of, let_expire, who_end_otherwise
from home.translation.permissions import may_publish
from home.translation.po_files import NotTaken, read_finished
from home.translation.strings import MOST_NAMED, not_allowed

TOOL = "PO File"


@require_POST
def upload_po_file(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take over the finished translations of a PO file, all or none, and say how many; else say what to do."""
    translation = get_object_or_404(Translation, id=translation_id)
    _refuse_who_may_not_edit(request, translation)
    uploaded = request.FILES.get("file")
    try:
        if uploaded is None:
            raise NotTaken(_("Choose a PO file first."))
        _take_over(request, translation, uploaded.read())
    except NotTaken as refusal:
        messages.error(request, refusal.reason)
    return redirect(get_valid_next_url_from_request(request) or "wagtailadmin_home")


def update_translations(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Pass a source's changes on as wagtail-localize does, which publishes pages and forms without asking who may (T9)."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    if request.method == "POST" and request.POST.get("publish_translations"):
        for translation in source.translations.filter(enabled=True).select_related("target_locale"):
            _refuse_who_may_not_publish(request, translation)
    response: HttpResponse = UpdateTranslationsView.as_view()(request, translation_source_id=translation_source_id)
    return response


def _refuse_who_may_not_publish(request: HttpRequest, translation: Translation) -> None:
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        return
    if not may_publish(request.user, target):
        raise PermissionDenied


def _refuse_who_may_not_edit(request: HttpRequest, translation: Translation) -> None:
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist as error:
        raise PermissionDenied from error
    if not user_can_edit_instance(request.user, target):
        raise PermissionDenied


def _take_over(request: HttpRequest, translation: Translation, content: bytes) -> None:
    found = read_finished(content, translation=translation)
    with transaction.atomic():
        unknown = {warning.index for warning in translation.import_po(found.po, user=request.user, tool_name=TOOL)}
    known = [entry.msgstr for number, entry in enumerate(found.po) if number not in unknown]
    refused = [parts for words in known if (parts := not_allowed(words))]
    if taken := len(known) - len(refused):
        said = ngettext("%(count)d translation was taken over.", "%(count)d translations were taken over.", taken)
        messages.success(request, said % {"count": taken})
    elif not refused:
        messages.warning(request, _("Nothing was taken over: this file holds no finished translation of this text."))
    _tell_of_refused(request, refused)
    _tell_of_left_out(request, fuzzy=found.left_out, unknown=len(unknown))


def _tell_of_refused(request: HttpRequest, refused: Sequence[tuple[str, ...]]) -> None:
    if not refused:
        return
    said = ngettext(
        "%(count)d holds what may not stand in a translation (%(parts)s). It is kept and marked in the list, and visitors "
        "do not see it.",
        "%(count)d hold what may not stand in a translation (%(parts)s). They are kept and marked in the list, and visitors "
        "do not see them.",
        len(refused),
    )
    parts = dict.fromkeys(part for parts in refused for part in parts)
    messages.error(request, said % {"count": len(refused), "parts": ", ".join([*parts][:MOST_NAMED])})


def _tell_of_left_out(request: HttpRequest, *, fuzzy: int, unknown: int) -> None:
    if fuzzy:
        said = ngettext(
            "%(count)d is marked as unfinished (fuzzy or obsolete) and was left out.",
            "%(count)d are marked as unfinished (fuzzy or obsolete) and were left out.",
            fuzzy,
        )
        messages.warning(request, said % {"count": fuzzy})
    if unknown:
        said = ngettext(
            "%(count)d belongs to words that are no longer in the text.",
            "%(count)d belong to words that are no longer in the text.",
            unknown,
        )
        messages.warning(request, said % {"count": unknown})


def expire_others(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask which other languages of a page end with it; POST lets them."""
    page = get_object_or_404(Page, pk=page_id, expire_at__isnull=False)
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    found = who_end_otherwise(page, user=request.user)
    if request.method != "POST":
        return render(
            request, "translation/expire.html", {"page": page, "others": found, "act": EXPIRE, "field": FIELD}
        )
    chosen = set(request.POST.getlist(FIELD))
    going = [other.page for other in found if other.allowed and str(other.page.pk) in chosen]
    for other_page in going:
        let_expire(other_page.specific, at=page.expire_at, user=request.user)
    if going:
        messages.success(request, _("Done in these languages too: %(languages)s.") % {"languages": languages_of(going)})
    return redirect("wagtailadmin_pages:edit", page.pk)
