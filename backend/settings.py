"""Tutti's settings; what differs between deployments is read through `env`."""

import os
from pathlib import Path

from backend.database import read_database, read_redis
from backend.env import read_flag, read_list, read_number, read_paths, read_secret
from backend.issuers import read_issuers
from backend.logs import read_logging
from backend.mail import read_mail
from backend.networks import read_allowed

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = BASE_DIR / ".tutti"  # what this machine keeps: the SQLite file and no code

DEBUG = read_flag("DEBUG", default=False)
PORT = read_number("PORT", default=8000, most=65_535)
STREAM_PORT = read_number("STREAM_PORT", default=min(PORT + 1, 65_535), most=65_535)
LOGGING = read_logging(debug=DEBUG)
ALLOWED_HOSTS = read_list("ALLOWED_HOSTS", default="localhost,127.0.0.1,[::1]")
STREAM_ORIGINS = read_list("STREAM_ORIGINS", default="")  # hosts whose pages may open streams
# Outside DEBUG a secret has to be given: there is none that a stranger could read in the source.
SECRET_KEY = read_secret("SECRET_KEY", default="for-development-only-" * 3 if DEBUG else None)
SECRET_KEY_FALLBACKS = os.environ.get("SECRET_KEY_FALLBACKS", "").split()

INSTALLED_APPS = [
    "backend.access.adminconfig.TuttiAdminConfig",  # Django's admin, by roles
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",  # allauth's pages tell how long ago a session began
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "strawberry_django",
    "products",
    "stakeholders",
    "backend.access",
    "backend.feed",
    "backend.queue",
    "backend.integrations.webhooks",
    "backend.integrations.carrying",  # after those whose pages of the admin it extends
    "backend.integrations.exports",  # likewise
    "backend",
]

MIDDLEWARE = [
    "backend.access.probes.AnswerProbes",
    "backend.access.tracing.TraceRequests",
    "backend.api.counting.CountQueries",  # in development only
    "backend.access.headers.GuardPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "backend.access.audit_origins.tell_origins",
    "django.contrib.messages.middleware.MessageMiddleware",
    "backend.access.factor_gate.AskSecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "backend.urls"
WSGI_APPLICATION = "backend.wsgi.application"
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of the apps, so that our pages stand for allauth's of the same name.
        "DIRS": [
            BASE_DIR / "backend" / each / "templates"
            for each in ("access", "api/explorer", "board")
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "backend.access.accounts.tell_ways",
            ],
        },
    },
]

DATABASES = {"default": read_database("DATABASE_URL", default=STATE_DIR / "tutti.sqlite3")}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Argon2 needs memory as well as time, which makes guessing by the thousand dear; the next one
# reads, and replaces at the next sign-in, what was kept before.
PASSWORD_HASHERS = [
    f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")
]
AUTHENTICATION_BACKENDS = ["backend.access.permissions.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# Attempts to sign in are counted where all workers and machines look, and nothing else has to run.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tutti_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # or a crowd of addresses would push out the counts
    }
}
# How many proxies stand before Tutti, whose word on where a request came from is taken.
TRUSTED_PROXIES = read_number("TRUSTED_PROXIES", default=0, least=0, most=10)

# Without a mail server people get their links by hand, and no page offers to send any.
MAIL = read_mail("EMAIL_URL")
SENDS_MAIL = bool(MAIL.keys() - {"EMAIL_BACKEND"})
vars().update(MAIL)
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "") or f"tutti@{ALLOWED_HOSTS[0].lstrip('.*')}"

# Nobody signs up unasked: the adapters let in who was invited, or belongs to an issuer's domain.
ACCOUNT_ADAPTER = "backend.access.signing_in.LoginAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG else "https"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Tutti: "
ACCOUNT_EMAIL_VERIFICATION = "optional" if SENDS_MAIL else "none"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_USERNAME_BLACKLIST = ["anonymous", "shell"]  # what the history calls others
MFA_ADAPTER = "backend.access.signing_in.FactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # whoever came by an invitation has shown its secret
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Tutti"
MFA_TOTP_TOLERANCE = 1  # clocks differ: the code before and the next are good, too
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
OIDC_ISSUERS = read_issuers()
SOCIALACCOUNT_ADAPTER = "backend.access.signing_in.IssuerAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # the adapter asks that both sides have proven it
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another host is what our policy stops
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [each.app for each in OIDC_ISSUERS]}}
# Whether the roles of curators, owners and administrators hold only with a second factor.
REQUIRE_MFA = read_flag("REQUIRE_MFA", default=not DEBUG)

LANGUAGE_CODE = "en"
# What pages, mails and sentences are told in; docs/languages.md says how to add one.
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
# Before the catalogues of the apps, so that a word of ours is never another's.
LOCALE_PATHS = [BASE_DIR / each / "locale" for each in ("backend", "products", "stakeholders")]
FORMAT_MODULE_PATH = ["backend.formats"]
LANGUAGE_COOKIE_AGE = 31_536_000  # a choice is kept for a year, and read before Accept-Language
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = not DEBUG
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "backend" / each / "static" for each in ("api/explorer", "board")]
# Served straight from the source, so that a start needs no collecting.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Behind HTTPS everywhere but in development.
SECURE_SSL_REDIRECT = not DEBUG
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 0 if DEBUG else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
# Browsers take a cookie of such a name from this very host alone, and over HTTPS.
COOKIE_PREFIX = "" if DEBUG else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}tutti_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}tutti_csrf"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}tutti_language"
# Other hosts whose pages may send forms here; none, unless a proxy changes the name of the host.
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in read_list("CSRF_TRUSTED_ORIGINS", default="")]
CSRF_FAILURE_VIEW = "backend.access.failing.refuse_forged"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PUBLIC_READ = read_flag("TUTTI_PUBLIC_READ", default=False)  # scores and names of groups, by all
# Groups with fewer voices show no counts to those who may not see who said what.
SMALLEST_GROUP = read_number("SMALLEST_GROUP", default=3)
# The score that parts weak from strong backing: what is decided across it goes against the backing.
BACKING_LINE = read_number("BACKING_LINE", default=50, least=1, most=99)
QUEUE_DAYS = read_number("QUEUE_DAYS", default=7, most=3_650)  # for which done tasks are kept
EXPORT_DAYS = read_number("EXPORT_DAYS", default=7, most=365)  # for which files are kept
IDEMPOTENCY_HOURS = read_number("IDEMPOTENCY_HOURS", default=24, most=8_760)
FEED_DAYS = read_number("FEED_DAYS", default=30, most=36_500)  # that changes can be followed
WEBHOOK_DAYS = read_number("WEBHOOK_DAYS", default=30, most=3_650)  # that deliveries are kept

# How large a GraphQL document may be, and, in bytes, a request of any kind.
LIMITS = {
    "depth": read_number("LIMIT_DEPTH", default=12),
    "aliases": read_number("LIMIT_ALIASES", default=30),
    "root_fields": read_number("LIMIT_ROOT_FIELDS", default=20),
    "directives": read_number("LIMIT_DIRECTIVES", default=30),
    "mutations": read_number("LIMIT_MUTATIONS", default=4),
    "cost": read_number("LIMIT_COST", default=10_000),
}
LIMIT_TOKENS = read_number("LIMIT_TOKENS", default=2_000)
DATA_UPLOAD_MAX_MEMORY_SIZE = read_number("LIMIT_BODY", default=1_000_000)
# Files in a form, and that only where some are asked for: the handler refuses them elsewhere.
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_HANDLERS = ["backend.integrations.carrying.receiving.ImportHandler"]
LIMIT_UPLOAD = read_number("LIMIT_UPLOAD", default=20_000_000)  # bytes of files to import
UPLOADS = STATE_DIR / "uploads"  # between preview and confirmation, for this account alone

# What a caller may spend in an hour, how often an address may fail to say who it is, and how many
# streams a caller may have open. Where REDIS_URL names no Redis, each process counts by itself.
REDIS_URL = read_redis("REDIS_URL")
COST_PER_HOUR = read_number("COST_PER_HOUR", default=1_000_000)
COST_PER_HOUR_ANONYMOUS = read_number("COST_PER_HOUR_ANONYMOUS", default=100_000)
ATTEMPTS_PER_HOUR = read_number("ATTEMPTS_PER_HOUR", default=100)
STREAMS_PER_CALLER = read_number("STREAMS_PER_CALLER", default=100)
WEBHOOK_ALLOW = read_allowed("WEBHOOK_ALLOW")  # our own hosts and networks that webhooks may reach
METRICS_TOKEN = read_secret("METRICS_TOKEN", default="")  # without one, /metrics is not there

# GraphQL documents known by an id, the board's too; with ..._ONLY, browsers ask for nothing else.
BOARD_DOCUMENTS = BASE_DIR / "backend/board/src/generated/persisted-documents.json"
TRUSTED_DOCUMENTS = [BOARD_DOCUMENTS, *read_paths("TRUSTED_DOCUMENTS")]
TRUSTED_DOCUMENTS_ONLY = read_flag("TRUSTED_DOCUMENTS_ONLY", default=False)

# Model docstrings and help texts describe the GraphQL schema.
STRAWBERRY_DJANGO = {
    "FIELD_DESCRIPTION_FROM_HELP_TEXT": True,
    "TYPE_DESCRIPTION_FROM_MODEL_DOCSTRING": True,
    "MAP_AUTO_ID_AS_GLOBAL_ID": True,
}
