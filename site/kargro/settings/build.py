"""Settings under which the image collects and compresses static files: no database, no secrets."""

from kargro.settings.base import *  # noqa: F403

DEBUG = False
SECRET_KEY = "build-only-" + "b" * 50
ENCRYPTION_KEYS = LOOKUP_KEYS = TOMBSTONE_KEYS = ["build-only"]
COMPRESS_ENABLED = True
COMPRESS_OFFLINE = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
