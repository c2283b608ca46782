"""The server that browser tests look at: test settings, on a database and an address of its own."""

from kargro import env
from kargro.settings.base import VAR_DIR
from kargro.settings.test import *  # noqa: F403

SITE_URL = WAGTAILADMIN_BASE_URL = env.text("SITE_URL", "http://localhost:8000")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "test-mail"
