"""Reads of forms: which version visitors see, and the pages their notice leads to."""

from contextlib import suppress

from wagtail.models import Page

from leads.capture.models import FormVersion, LeadForm, LiveForm
from privacy.policy.models import PrivacyPage, TermsPage
from privacy.register.models import Release
from privacy.register.selectors import release_by_number


def live_version(slug: str, language: str) -> FormVersion | None:
    """Return the version shown at an address in a language."""
    shown = LiveForm.objects.select_related("version").filter(slug=slug, language=language).first()
    return shown.version if shown else None


def live_version_of(form: LeadForm, language: str) -> FormVersion | None:
    """Return the version shown of a form, or of its translation, in a language."""
    shown = (
        LiveForm.objects.select_related("version")
        .filter(version__form__translation_key=form.translation_key, language=language)
        .first()
    )
    return shown.version if shown else None


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
