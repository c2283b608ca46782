"""Who may write in the source language, and who only translates from it (T3).

Wagtail's permissions on snippets are per model and those on pages per branch; neither knows languages.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.snippets.permissions import get_permission_name
from wagtail_localize.models import Translation

CODENAME = "edit_source_language"
EDIT_SOURCE_LANGUAGE = f"wagtailcore.{CODENAME}"


def ensure_permission() -> Permission:
    """Return the permission, made when it is not there yet."""
    permission, _created = Permission.objects.get_or_create(
        codename=CODENAME,
        content_type=ContentType.objects.get_for_model(Locale),
        defaults={"name": "Can edit texts in the source language"},
    )
    return permission


def may_edit(user: Any, instance: object) -> bool:
    """Return whether a person may write in the language of `instance`: translators not in the source's."""
    if not isinstance(instance, TranslatableMixin) or user.has_perm(EDIT_SOURCE_LANGUAGE):
        return True
    return bool(instance.locale_id != Locale.get_default().pk)


def may_publish(user: Any, instance: object) -> bool:
    """Return whether a person may let `instance` go live as it is translated.

    What has no draft of its own, and says that it is live as soon as it is saved (`live_when_saved`), waits for somebody who
    may write in the source language: until then the words are kept with the translation.
    """
    if isinstance(instance, Page):
        return bool(instance.permissions_for_user(user).can_publish())
    if isinstance(instance, DraftStateMixin):
        return bool(user.has_perm(get_permission_name("publish", type(instance))))
    return not getattr(instance, "live_when_saved", False) or bool(user.has_perm(EDIT_SOURCE_LANGUAGE))


def keep_until_published(request: HttpRequest, instance: object) -> HttpResponse | None:
    """Hook before a snippet without a draft is saved: who may not publish it is told that an editor will.

    Their translations are kept already. Raises PermissionDenied where there is no translation to keep them in.
    """
    if request.method != "POST" or isinstance(instance, DraftStateMixin) or may_publish(request.user, instance):
        return None
    if not isinstance(instance, TranslatableMixin) or not _is_translation(instance):
        raise PermissionDenied
    messages.info(
        request, _("Your translations are kept. An editor looks at them and publishes: they go live at once.")
    )
    return redirect(request.path)


def _is_translation(instance: TranslatableMixin) -> bool:
    found = Translation.objects.filter(source__object_id=instance.translation_key, target_locale_id=instance.locale_id)
    return bool(found.filter(enabled=True).exists())


def refuse_source_language(request: HttpRequest, instance: object) -> None:
    """Hook before a page or text is edited: raises PermissionDenied for who may only translate."""
    if not may_edit(request.user, instance):
        raise PermissionDenied
