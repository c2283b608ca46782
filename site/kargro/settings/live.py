"""The server that browser tests look at: test settings, with the bundled files that production serves."""

from kargro import env
from kargro.settings.base import VAR_DIR
from kargro.settings.test import *  # noqa: F403

# isort: split
from kargro.settings.production_files import *  # noqa: F403

SITE_URL = WAGTAILADMIN_BASE_URL = env.text("SITE_URL", "http://localhost:8000")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "test-mail"
