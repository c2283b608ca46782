"""Tests: fast hashing, mail in memory, work done at once."""

from pathlib import Path

from kargro import env
from kargro.settings.base import *  # noqa: F403
from kargro.settings.base import VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)
# WhiteNoise warns about a folder that is not there.
(VAR_DIR / "static").mkdir(exist_ok=True)

DEBUG = False
ALLOW_EXAMPLE_CONTRACTS = True
# Tests of signing in switch it on.
STAFF_SECOND_FACTOR = False
SECRET_KEY = "tests-only-" + "t" * 50
ENCRYPTION_KEYS = ["dGVzdHMtb25seS1lbmNyeXB0aW9uLWtleS0wMTIzNDU="]
LOOKUP_KEYS = ["tests-only-lookup-key-0123456789abcdef0123456"]
TOMBSTONE_KEYS = ["tests-only-tombstone-key-0123456789abcdef0123"]
ALLOWED_HOSTS = ["*"]
DATABASES = {"default": env.database("sqlite://:memory:")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "privacy.operations.task_backends.AtOnce"}}
MEDIA_ROOT = Path(env.text("MEDIA_DIR", str(VAR_DIR / "test-media")))
PRIVATE_ROOT = Path(env.text("PRIVATE_DIR", str(VAR_DIR / "test-private")))
ID_COPY_ROOT = Path(env.text("ID_COPY_DIR", str(VAR_DIR / "test-identity-copies")))
TOMBSTONE_ROOT = Path(env.text("TOMBSTONE_DIR", str(VAR_DIR / "test-tombstones")))
SITE_URL = WAGTAILADMIN_BASE_URL = "https://www.kargrogroup.test"
