"""Settings of the worker processes that the fault tests start and kill."""

from kargro.settings.test import *  # noqa: F403
from kargro.settings.test import VAR_DIR

EMAIL_BACKEND = "tests.privacy.outbox.faults_mail.SlowBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
