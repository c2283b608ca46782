"""Who may write in the source language, and who only translates from it (T3).

Wagtail's permissions on snippets are per model and those on pages per branch; neither knows languages.
"""

from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Locale, TranslatableMixin

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


def refuse_source_language(request: HttpRequest, instance: object) -> None:
    """Hook before a page or text is edited: raises PermissionDenied for who may only translate."""
    if not may_edit(request.user, instance):
        raise PermissionDenied
