"""The site as `make screenshots` shows it: development, with the error pages that visitors get."""

from kargro.settings.dev import *  # noqa: F403

DEBUG = False
COMPRESS_ENABLED = False
# Files come from where they are written; nothing is collected.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
