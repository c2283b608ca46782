"""Settings shared by development, tests and production."""

import zoneinfo
from pathlib import Path
from typing import Any

from kargro import env
from kargro.static_headers import add_policy

BASE_DIR = Path(__file__).resolve().parents[3]
SITE_DIR = BASE_DIR / "site"
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))

INSTALLED_APPS = [
    "home.pages",
    "leads.cases",
    "leads.inbox",
    "leads.submissions",
    "leads.teams",
    "leads.forms",
    "privacy.policy",
    "privacy.rights",
    "privacy.backups",
    "privacy.breaches",
    "privacy.cookies",
    "privacy.staff",
    "privacy.retention",
    "privacy.outbox",
    "privacy.ledger",
    "privacy.access",
    "privacy.register",
    "privacy.operations",
    "privacy.personal_data",
    "home.translation",
    "home.base",
    "privacy.cms",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "privacy.staff.users.UsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "cookie_consent",
    "django_countries",
    "modelcluster",
    "taggit",
    "compressor",
    "csp",
    "django_filters",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "privacy.operations.middleware.answer_probes",
    "privacy.operations.middleware.watch_proxies",
    "home.base.middleware.response_policy",
    "home.base.middleware.PublicCompression",
    "home.base.sites.remembered_site",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "privacy.staff.middleware.RequireSecondFactor",
    "privacy.access.refusals.log_refusals",
    "privacy.staff.middleware.ActsInCms",
    "privacy.register.history.RecordTexts",
]

ROOT_URLCONF = "kargro.urls"
WSGI_APPLICATION = "kargro.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": env.database(f"sqlite:///{VAR_DIR / 'kargro.sqlite3'}")}
# Where data are (policy §5): production reads it from the environment it is started with.
EUROPEAN_UNION = "AT,BE,BG,HR,CY,CZ,DK,EE,FI,FR,DE,GR,HU,IE,IT,LV,LT,LU,MT,NL,PL,PT,RO,SK,SI,ES,SE"
DATA_COUNTRIES = ["NL"]
# Who runs them: the key of a company in the register, "own", or nothing while nobody has said it. Development is our own.
PROVIDERS = {"servers": "own", "mail": "own"}
# Whether companies may be switched on, and told of, with contracts marked EXAMPLE: for trying out.
ALLOW_EXAMPLE_CONTRACTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One cache shared by all processes: the release is read from it on every request.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "privacy.staff.password_rules.NotOfTheHouse"},
]

# Languages -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("nl", "Nederlands"),
    ("de", "Deutsch"),
    ("fr", "Français"),
]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_I18N = True
FORMAT_MODULE_PATH = ["kargro.formats"]
USE_TZ = True
# Places alone: browsers know no zone called "localtime" or "Factory", and a script of Wagtail's ends at one.
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
WAGTAIL_USER_TIME_ZONES = sorted(zone for zone in zoneinfo.available_timezones() if zone.startswith(_CONTINENTS))
WAGTAIL_I18N_ENABLED = True
# The default puts an untranslated page live in the source language.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False

# Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [SITE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "compressor.finders.CompressorFinder",
]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.text("MEDIA_DIR", str(VAR_DIR / "media")))
# What visitors send: encrypted, and served by no web server.
PRIVATE_ROOT = Path(env.text("PRIVATE_DIR", str(VAR_DIR / "private")))
# Masked copies of identity documents, until the decision; in no backup, so never inside one of the folders above.
ID_COPY_ROOT = Path(env.text("ID_COPY_DIR", str(VAR_DIR / "identity-copies")))
# What was deleted, by keyed hashes, for a database that is put back from a backup; on another disk than the database.
TOMBSTONE_ROOT = Path(env.text("TOMBSTONE_DIR", str(VAR_DIR / "tombstones")))
# Sealed backups, and who may open them; empty: none are made.
BACKUP_ROOT = env.text("BACKUP_DIR")
BACKUP_RECIPIENTS = env.words("BACKUP_RECIPIENTS", "")
# One person opening or taking out more records than this within an hour raises an alarm.
MASS_OPENED = env.number("MASS_OPENED", 200)
MASS_EXPORTED = env.number("MASS_EXPORTED", 500)
UPLOAD_MAX_BYTES = env.number("UPLOAD_MAX_MB", 10) * 1024 * 1024
WHITENOISE_ADD_HEADERS_FUNCTION = add_policy
WHITENOISE_MIMETYPES = {".svg": "image/svg+xml; charset=utf-8"}
COMPRESS_ENABLED = False
# File names carry a hash already; a query behind them would fetch a preloaded font a second time.
COMPRESS_CSS_HASHING_METHOD = None
COMPRESS_FILTERS = {
    "css": ["compressor.filters.css_default.CssAbsoluteFilter", "compressor.filters.cssmin.rCSSMinFilter"],
    "js": ["compressor.filters.jsmin.rJSMinFilter"],
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Wagtail -------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Kargro Group"
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL
# The admin calls nobody outside.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PASSWORD_RESET_ENABLED = True
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILIMAGES_IMAGE_FORM_BASE = "privacy.files.site_files.SitePictureForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "privacy.files.site_files.SiteDocumentForm"
WAGTAILDOCS_MAX_UPLOAD_SIZE = 30 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILEMBEDS_FINDERS = [{"class": "privacy.cookies.embeds_in_text.RegisterFinder"}]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "home.base.search"}}
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# Background work -----------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "privacy.operations.task_backends.QueueOfIds"}}

# Mail ----------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Kargro Group <info@kargro.nl>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL

# Cookies -------------------------------------------------------------------------------------
SESSION_COOKIE_NAME = "kargro_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "kargro_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
COOKIE_CONSENT_NAME = "kargro_consent"
COOKIE_CONSENT_MAX_AGE = 180 * 24 * 60 * 60
COOKIE_CONSENT_SAMESITE = "Lax"
# The choice must be readable by the script that applies it before the first paint.
COOKIE_CONSENT_HTTPONLY = False
COOKIE_CONSENT_LOG_ENABLED = False
# The site that the weekly scan looks at, where a browser is installed; empty: none is made.
# Whether the worker asks once a week if the pages that the policy refers to are still there.
CHECK_LINKS = env.text("CHECK_LINKS", "0") == "1"
COOKIE_SCAN_URL = env.text("COOKIE_SCAN_URL")

# Staff ---------------------------------------------------------------------------------------
# Names and passwords open nothing alone: every sign-in to the CMS takes a code as well.
STAFF_SECOND_FACTOR = True
LOGIN_URL = "/admin/login/"
LOGIN_REDIRECT_URL = "/admin/"
SESSION_COOKIE_AGE = 12 * 60 * 60
# After so long without anything done in the CMS, a session asks for a code before it goes on.
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Nobody types a password for somebody else: staff are invited and choose their own.
WAGTAILUSERS_PASSWORD_ENABLED = False
ACCOUNT_ADAPTER = "privacy.staff.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
# allauth counts in the cache, which a flood of other things empties: privacy.staff.attempts counts in the database.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "privacy.staff.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kargro CMS"
MFA_TOTP_TOLERANCE = 1

# Security ------------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
        # What a browser stopped is told to us alone, and kept without anything of its visitor.
        "report-uri": ["/blocked/"],
    }
}
# Wagtail's admin needs inline styles and scripts; nothing else does.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": ["'self'"],
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "connect-src": ["'self'"],
    "frame-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    "object-src": ["'none'"],
}
# A page as its preview shows it: the page's own policy, in a frame of the CMS, with the icons of Wagtail's user bar.
PREVIEW_CONTENT_SECURITY_POLICY = {"frame-ancestors": ["'self'"], "img-src": ["'self'", "data:"]}

# Keys: lookup hashes, tombstones and encryption stand apart from SECRET_KEY ---------------------
# First key is in use; the ones after it are older and only read.
ENCRYPTION_KEYS: list[str] = []
LOOKUP_KEYS: list[str] = []
TOMBSTONE_KEYS: list[str] = []

# How many proxies stand before the application; 0 takes the connection's own address.
# Production has no default (and reads it again).
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)

CHECK_HEALTH_QUEUE_AGE_SECONDS = 15 * 60

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "kargro.logs.AsJson"},
    },
    "filters": {"without_tokens": {"()": "kargro.logs.WithoutTokens"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["without_tokens"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    # These name every page and task at every step; what went wrong still shows.
    "loggers": {
        name: {"level": "WARNING"} for name in ("wagtail", "django_tasks", "django_tasks_db", "django.request")
    },
}
