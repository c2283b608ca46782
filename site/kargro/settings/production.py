"""Production: everything that must be secret or safe is required; unsafe settings refuse to start."""

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from kargro import env
from kargro.settings.base import *  # noqa: F403
from kargro.settings.base import CACHES, EUROPEAN_UNION, LOGGING, SITE_URL
from kargro.settings.production_files import *  # noqa: F403

DEBUG = False
SECRET_KEY = env.key("SECRET_KEY", "50 or more random characters that sign the CMS sessions")
ENCRYPTION_KEYS = env.keys("ENCRYPTION_KEYS", "Fernet keys, newest first, comma-separated")
LOOKUP_KEYS = env.keys("LOOKUP_KEYS", "keys of the look-up hashes, newest first")
TOMBSTONE_KEYS = env.keys("TOMBSTONE_KEYS", "keys of the tombstone hashes, newest first")
env.required("DATABASE_URL", "the PostgreSQL database, postgres://user:password@host:5432/name")
env.required("SITE_URL", "the site's canonical address, such as https://www.kargrogroup.com")
if not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("SITE_URL must start with https://: the site is served over TLS only.")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY must be 50 or more random characters.")
for key in ENCRYPTION_KEYS:
    try:
        Fernet(key)
    except ValueError:
        raise ImproperlyConfigured(
            "ENCRYPTION_KEYS holds something that is no Fernet key (32 random bytes in URL-safe base64). "
            "Make one as docs/operations.md says."
        ) from None
_all_keys = [SECRET_KEY, *ENCRYPTION_KEYS, *LOOKUP_KEYS, *TOMBSTONE_KEYS]
if len(set(_all_keys)) < len(_all_keys):
    raise ImproperlyConfigured(
        "SECRET_KEY, ENCRYPTION_KEYS, LOOKUP_KEYS and TOMBSTONE_KEYS share a key: make one of its own for each, "
        "so that who learns one has one."
    )

# The policy says where data are (§5): a place that is elsewhere, or not said, does not start.
_union = EUROPEAN_UNION.split(",")
ALLOWED_REGIONS = [country.upper() for country in env.words("ALLOWED_REGIONS", EUROPEAN_UNION)]
if outside := [country for country in ALLOWED_REGIONS if country not in _union]:
    raise ImproperlyConfigured(
        f"ALLOWED_REGIONS names {', '.join(outside)}, outside the European Union, where the policy says that data stay. "
        "Take it out: the variable can only narrow the list."
    )
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
if any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS must name each host without *: links in mails are made with the name that was asked for."
    )
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# A wrong number lets visitors write the address that limits and evidence go by: nobody has it by default.
TRUSTED_PROXIES = env.count(
    "TRUSTED_PROXIES", "how many proxies stand before the site; 1 for that of compose.yaml, 0 when it speaks TLS itself"
)
# Of the scheme, as of the address, only a proxy is believed.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = env.text("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
HSTS = env.text("HSTS", "host")
if HSTS not in ("host", "subdomains", "preload"):
    raise ImproperlyConfigured(f"HSTS must be host, subdomains or preload, not {HSTS!r}: see docs/operations.md.")
SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS in ("subdomains", "preload")
SECURE_HSTS_PRELOAD = HSTS == "preload"
if HSTS != "preload":
    # A decision about every other host of the domain, which this software does not know.
    SILENCED_SYSTEM_CHECKS = ["security.W021", *(["security.W005"] if HSTS == "host" else [])]
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
if not EMAIL_USE_TLS and EMAIL_HOST not in ("localhost", "127.0.0.1", "::1"):
    raise ImproperlyConfigured(
        "EMAIL_USE_TLS can be 0 only for a mail server on this machine: letters and the password would travel in clear. "
        "Use a server that speaks STARTTLS."
    )
EMAIL_TIMEOUT = 20

LOGGING["handlers"]["console"]["formatter"] = "json"
