"""sitemap.xml: every public page with its languages.

Not with django.contrib.sitemaps: its x-default is the address without its language, where this site has nothing, and
all languages of a page would bear one date.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail import hooks
from wagtail.models import Page, Site

from home.base.models import BasePage
from home.base.selectors import page_path


@dataclass(frozen=True)
class Entry:
    """One address with its versions: pairs of language and address."""

    url: str
    changed_at: datetime | None
    versions: tuple[tuple[str, str], ...]


def _indexable_types() -> list[type[BasePage]]:
    found, waiting = [], [BasePage]
    while waiting:
        for model in waiting.pop().__subclasses__():
            waiting.append(model)
            if not model._meta.abstract and model.indexable:
                found.append(model)
    return found


def entries(site: Site) -> list[Entry]:
    """Return the entries of all languages, with one query for the pages; then the views that hooks name."""
    homes = list(site.root_page.get_translations(inclusive=True).select_related("locale"))
    pages = Page.objects.live().public().type(*_indexable_types()).filter(alias_of__isnull=True)
    pages = [
        page
        for page in pages.select_related("locale").order_by("path")
        if any(page.path.startswith(home.path) for home in homes)
    ]
    versions: dict[object, list[tuple[str, str]]] = defaultdict(list)
    for page in pages:
        versions[page.translation_key].append((page.locale.language_code, settings.SITE_URL + page_path(page)))
    of_pages = [
        Entry(settings.SITE_URL + page_path(page), page.last_published_at, tuple(versions[page.translation_key]))
        for page in pages
    ]
    languages = [home.locale.language_code for home in homes if home.live]
    return of_pages + [entry for name in _views() for entry in _of_view(name, languages)]


def _views() -> list[str]:
    """Return the names of the views that are pages of the site: the hook `sitemap_views() -> Iterable[str]`."""
    return [name for hook in hooks.get_hooks("sitemap_views") for name in hook()]


def _of_view(name: str, languages: list[str]) -> list[Entry]:
    versions = []
    for language in languages:
        with translation.override(language):
            versions.append((language, settings.SITE_URL + reverse(name)))
    return [Entry(url, None, tuple(versions)) for _language, url in versions]
