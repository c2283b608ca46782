"""Settings under which the image collects and compresses static files: no database, no secrets."""

from kargro.settings.base import *  # noqa: F403
from kargro.settings.production_files import *  # noqa: F403

DEBUG = False
SECRET_KEY = "build-only-" + "b" * 50
ENCRYPTION_KEYS = LOOKUP_KEYS = TOMBSTONE_KEYS = ["build-only"]
