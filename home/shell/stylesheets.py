"""Addresses of fonts and pictures in bundled style sheets."""

from compressor.filters.css_default import CssAbsoluteFilter
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage


class NamedFilesFilter(CssAbsoluteFilter):
    """Write the same address that `{% static %}` writes: a preloaded font is then fetched once, and kept for good."""

    def add_suffix(self, url: str) -> str:
        """Return the address under which the static files' storage serves the file."""
        if not url.startswith(settings.STATIC_URL):
            return url
        return staticfiles_storage.url(url.removeprefix(settings.STATIC_URL))
