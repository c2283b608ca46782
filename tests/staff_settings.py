"""The server of the test of signing in: as the browser tests have it, with production's shared cache and second factor."""

from kargro import env
from kargro.settings.live import *  # noqa: F403

STAFF_SECOND_FACTOR = True
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kargro_cache"},
}
EMAIL_FILE_PATH = env.text("STAFF_MAIL")
