"""Production: everything that must be secret or safe is required; unsafe settings refuse to start."""

from django.core.exceptions import ImproperlyConfigured

from kargro import env
from kargro.settings.base import *  # noqa: F403
from kargro.settings.base import CACHES, LOGGING, SITE_URL
from kargro.settings.production_files import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.required("SECRET_KEY", "50 or more random characters that sign the CMS sessions")
ENCRYPTION_KEYS = [
    key.strip() for key in env.required("ENCRYPTION_KEYS", "Fernet keys, newest first, comma-separated").split(",")
]
LOOKUP_KEYS = [
    key.strip() for key in env.required("LOOKUP_KEYS", "keys of the look-up hashes, newest first").split(",")
]
TOMBSTONE_KEYS = [
    key.strip() for key in env.required("TOMBSTONE_KEYS", "keys of the tombstone hashes, newest first").split(",")
]
env.required("DATABASE_URL", "the PostgreSQL database, postgres://user:password@host:5432/name")
env.required("SITE_URL", "the site's canonical address, such as https://www.kargrogroup.com")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https://: the site is served over TLS only.")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("development-only", "tests-only")):
    raise ImproperlyConfigured("SECRET_KEY must be 50 or more random characters, and not a development key.")

# The policy says where data are (§5): a place that is elsewhere, or not said, does not start.
ALLOWED_REGIONS = [country.upper() for country in env.words("ALLOWED_REGIONS", EUROPEAN_UNION)]
REGIONS = {
    name: env.required(name, f"the country of {place}, two letters such as NL").upper()
    for name, place in {
        "DATABASE_REGION": "the database server",
        "FILES_REGION": "the files (MEDIA_DIR, PRIVATE_DIR, TOMBSTONE_DIR)",
        "EMAIL_REGION": "the mail server",
        **({"BACKUP_REGION": "the backups"} if env.text("BACKUP_DIR") else {}),
    }.items()
}
for name, country in REGIONS.items():
    if country not in ALLOWED_REGIONS:
        raise ImproperlyConfigured(
            f"{name} is {country}, and the policy says that data stay in {', '.join(ALLOWED_REGIONS)} (ALLOWED_REGIONS). "
            "Move them, or change the policy first."
        )
# What the policy tells of where data are, from what this process was started with.
DATA_COUNTRIES = sorted(set(REGIONS.values()))
PROVIDERS = {
    "servers": env.text("HOSTING_VENDOR"),
    "mail": env.text("EMAIL_VENDOR"),
    **({"backups": env.text("BACKUP_VENDOR")} if env.text("BACKUP_DIR") else {}),
}

if env.text("STAFF_SECOND_FACTOR", "1") != "1":
    raise ImproperlyConfigured("STAFF_SECOND_FACTOR cannot be switched off here: the CMS holds personal data.")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", SITE_URL.removeprefix("https://"))
CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = env.text("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Browsers take cookies of these names from this host alone, over TLS, for every path.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-kargro_session", "__Host-kargro_csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
COOKIE_CONSENT_SECURE = True
CHECK_LINKS = env.text("CHECK_LINKS", "1") == "1"
COOKIE_SCAN_URL = env.text("COOKIE_SCAN_URL", SITE_URL)

CACHES["default"] = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "kargro_cache",
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.text("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 20

LOGGING["handlers"]["console"]["formatter"] = "json"
