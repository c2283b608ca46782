"""Reads of forms: which version visitors see, and the pages their notice leads to."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext, override
from wagtail.models import Page

from leads.forms.models import FormVersion, LeadForm, LiveForm
from privacy.cookies.scanner.addresses import Address
from privacy.keys.plain_sql import Statement
from privacy.policy.models import PrivacyPage, TermsPage

SHOWN = ("version_id", "version__sha256", "version__created_at")
SHOWN_AT = Statement(lambda: LiveForm.objects.filter(slug="").filter(language="").values_list(*SHOWN)[:1])


def live_version(slug: str, language: str) -> FormVersion | None:
    """Return the version shown at an address in a language."""
    return _first(SHOWN_AT.rows(slug, language))


def live_version_of(form: LeadForm, language: str) -> FormVersion | None:
    """Return the version shown of a form, or of its translation, in a language."""
    shown = LiveForm.objects.filter(version__form__translation_key=form.translation_key, language=language)
    return _first(list(shown.values_list(*SHOWN)[:1]))


def forms_stand_on_policy(language: str) -> Iterator[str]:
    """Yield how many forms are live in a language: none of them may be without a policy to refer to."""
    count = LiveForm.objects.filter(language=language).count()
    if count:
        yield ngettext(
            "%(count)d form is live in this language", "%(count)d forms are live in this language", count
        ) % {"count": count}


def _first(rows: list[tuple[Any, ...]]) -> FormVersion | None:
    return _version(*rows[0]) if rows else None


def form_addresses() -> Iterator[Address]:
    """Yield the page of its own that each form has, for scans."""
    for slug, language in LiveForm.objects.order_by("slug", "language").values_list("slug", "language"):
        with override(language):
            yield Address(reverse("forms:form", args=[slug]), language, "form")


@lru_cache(maxsize=256)
def _version(pk: int, _sha256: str, _created_at: Any) -> FormVersion:
    """A published version never changes, so a process keeps those it has read."""
    return FormVersion.objects.get(pk=pk)


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
