"""Development: `make run`. Keys are fixed and public; never use them elsewhere."""

from kargro import env
from kargro.settings.base import *  # noqa: F403
from kargro.settings.base import CACHES, VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = True
# The sample switches companies on with contracts marked EXAMPLE; production refuses them.
ALLOW_EXAMPLE_CONTRACTS = True
# The sample users sign in with a password alone, unless somebody wants to see the second factor at work.
STAFF_SECOND_FACTOR = env.text("STAFF_SECOND_FACTOR", "0") == "1"
SECRET_KEY = "development-only-" + "k" * 50
ENCRYPTION_KEYS = ["ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleS0="]
LOOKUP_KEYS = ["development-only-lookup-key-0123456789abcdef"]
TOMBSTONE_KEYS = ["development-only-tombstone-key-0123456789abc"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "0.0.0.0"]  # noqa: S104  a name that is answered to, no address that is listened on
INTERNAL_IPS = ["127.0.0.1"]

# The server and the worker are two processes and must see the same release.
CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
    "LOCATION": str(VAR_DIR / "cache"),
}

# Mail is written to var/mail/ instead of being sent.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
