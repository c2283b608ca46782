"""Reads of forms: which version visitors see, and the pages their notice leads to."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Page

from leads.capture.models import FormVersion, LeadForm, LiveForm
from privacy.cookies.scanner.addresses import Address
from privacy.keys.plain_sql import first_row
from privacy.policy.models import PrivacyPage, TermsPage
from privacy.register.models import Release
from privacy.register.selectors import release_by_number


def live_version(slug: str, language: str) -> FormVersion | None:
    """Return the version shown at an address in a language."""
    return _shown("live.slug = %s", slug, language)


def live_version_of(form: LeadForm, language: str) -> FormVersion | None:
    """Return the version shown of a form, or of its translation, in a language."""
    key = LeadForm._meta.get_field("translation_key").get_db_prep_value(form.translation_key, connection)
    return _shown(
        f"version.form_id IN (SELECT id FROM {LeadForm._meta.db_table} WHERE translation_key = %s)", key, language
    )


def _shown(condition: str, value: Any, language: str) -> FormVersion | None:
    """Return the version that is shown, with its live form; one query of a few columns."""
    row = first_row(
        f"SELECT live.id, live.slug, live.language, live.routing, version.id, version.sha256, version.created_at "
        f"FROM {LiveForm._meta.db_table} live JOIN {FormVersion._meta.db_table} version ON version.id = live.version_id "
        f"WHERE live.language = %s AND {condition} LIMIT 1",
        language,
        value,
    )
    if row is None:
        return None
    version = copy.copy(_version(*row[4:]))
    live = LiveForm(pk=row[0], slug=row[1], language=row[2], routing=json.loads(row[3]), version_id=version.pk)
    FormVersion._meta.get_field("shown").set_cached_value(version, live)
    return version


def form_addresses() -> Iterator[Address]:
    """Yield the page of its own that each form has, for scans."""
    for slug, language in LiveForm.objects.order_by("slug", "language").values_list("slug", "language"):
        with override(language):
            yield Address(reverse("capture:form", args=[slug]), language, "form")


@lru_cache(maxsize=256)
def _version(pk: int, _sha256: str, _created_at: Any) -> FormVersion:
    """A published version never changes, so a process keeps those it has read."""
    return FormVersion.objects.get(pk=pk)


def consent_title(version: FormVersion, purpose: str) -> str:
    """Return what a consent of the version was for, in its language, as released when it was published."""
    with suppress(Release.DoesNotExist, KeyError):
        return release_by_number(version.release_number).in_language(version.language).purpose(purpose).title
    return purpose


def slug_is_known(slug: str) -> bool:
    """Tell whether any form was ever published at this address."""
    return FormVersion.objects.filter(slug=slug).exists()


def legal_paths(language: str) -> dict[str, str]:
    """Return the paths of the published privacy page and terms in a language, by `privacy` and `terms`."""
    pages = Page.objects.live().type(PrivacyPage, TermsPage).filter(locale__language_code=language)
    names = {PrivacyPage: "privacy", TermsPage: "terms"}
    paths = {}
    for page in pages.select_related("content_type"):
        parts = page.get_url_parts()
        paths[names[page.specific_class]] = parts[2] if parts else ""
    return paths
