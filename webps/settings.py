"""All settings, read from the environment (12-factor) or from `portal.env` in the data folder.

Two modes. Without `WEBPS_DEMO`, production: secure cookies, TLS, INS of production only, and every missing setting is
named by `webps.checks`. With `WEBPS_DEMO=1`, a demonstration on this machine, with fictitious data.
"""

import secrets
from pathlib import Path
from urllib.parse import unquote

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
DATA_DIR = Path(env.str("WEBPS_DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
# script/server leaves the demonstration's settings beside its data, so that every command run on them agrees.
environ.Env.read_env(DATA_DIR / "portal.env")

DEMO = env.bool("WEBPS_DEMO", default=False)
PRODUCT_NAME = "Lisière"
VERSION = "0.1.0"

# Settings without which production must not start. Left empty here so that `--help` and `render_document` need
# nothing; `webps.checks` and `webps.wsgi` refuse to go on and name each one.
REQUIRED_IN_PRODUCTION = {
    "WEBPS_SECRET_KEY": "at least 50 random characters",
    "WEBPS_JOURNAL_KEY": "at least 32 random characters, kept outside the database",
    "WEBPS_ALLOWED_HOSTS": "host names of the portal, separated by commas",
    "WEBPS_EMAIL_URL": "for example smtp+tls://user:password@mail.example.org:587",
}
# Settings of a real site: a demonstration that finds one refuses to start (webps.checks).
REAL_SITE_SETTINGS = [
    name
    for name in ("WEBPS_ALLOWED_HOSTS", "WEBPS_EMAIL_URL", "WEBPS_BEHIND_PROXY", "WEBPS_PROXY_COUNT")
    if env.str(name, default="")
]
MISSING_SETTINGS = [] if DEMO else [name for name in REQUIRED_IN_PRODUCTION if not env.str(name, default="")]

SECRET_KEY = env.str("WEBPS_SECRET_KEY", default="") or secrets.token_urlsafe(50)
JOURNAL_KEY = (env.str("WEBPS_JOURNAL_KEY", default="") or secrets.token_urlsafe(32)).encode()
DEBUG = False
ALLOWED_HOSTS = env.list("WEBPS_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
if DEMO and env.str("HOST", default="") not in ("", "127.0.0.1", "localhost"):
    ALLOWED_HOSTS = ["*"]  # a demonstration shown to other machines on purpose
CSRF_TRUSTED_ORIGINS = env.list("WEBPS_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "webps",
    "journal",
    "patients",
    "access",
    "documents",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "access.apps.PortalAdminConfig",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "webps.middleware.RoomMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "webps.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "access.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "access.middleware.SecondFactorMiddleware",
    "access.middleware.PracticeMiddleware",
    "access.middleware.RefusalMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "webps.urls"
WSGI_APPLICATION = "webps.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "webps.context.portal",
            ],
            "builtins": ["webps.templatetags.addresses"],
        },
    },
]

# --- Database: PostgreSQL everywhere; an embedded one when no address is given (ADR 0005) --------------------------
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db_url("DATABASE_URL", engine="django.db.backends.postgresql")}
    DATABASES["default"]["HOST"] = unquote(
        DATABASES["default"]["HOST"]
    )  # a socket folder: postgresql://user@%2Frun%2Fpg/db
else:
    DATABASES = {
        "default": {
            "ENGINE": "webps.embedded",
            "NAME": "webps",
            "EMBEDDED": {"DATA_DIR": DATA_DIR / "database", "DURABLE": True},
        }
    }
DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
    "min_size": 1,
    "max_size": env.int("WEBPS_DATABASE_POOL", default=8),
    "timeout": 10,
}
# One transaction per request: the journal line of a page is committed before its first byte leaves (ADR 0006).
DATABASES["default"]["ATOMIC_REQUESTS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Contents of documents and static files ------------------------------------------------------------------------
STORAGES = {
    # Any Django storage will do (S3 for instance): documents/storage.py adds digests on top.
    "contents": {
        "BACKEND": env.str("WEBPS_CONTENTS_BACKEND", default="documents.storage.DurableFileSystemStorage"),
        "OPTIONS": env.json("WEBPS_CONTENTS_OPTIONS", default={"location": str(DATA_DIR / "contents")}),
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = env.str("WEBPS_STATIC_ROOT", default=str(DATA_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- Sign-in: password, then a second factor -----------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "access.sign_in.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "access:home"
PASSWORD_RESET_TIMEOUT = 24 * 3600  # seconds: an enrolment link lives one day
OTP_TOTP_ISSUER = PRODUCT_NAME
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
SESSION_IDLE_SECONDS = env.int("WEBPS_SESSION_IDLE_SECONDS", default=20 * 60)
SESSION_ABSOLUTE_SECONDS = env.int("WEBPS_SESSION_ABSOLUTE_SECONDS", default=4 * 3600)
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
ANONYMOUS_USER_NAME = None  # guardian: no anonymous account exists
GUARDIAN_MONKEY_PATCH_USER = GUARDIAN_MONKEY_PATCH_GROUP = False
# No account holds an object permission, so guardian's backend would only add queries to has_perm (ADR 0004).
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "access.views.sign_in.locked_out"
AXES_IPWARE_PROXY_COUNT = env.int("WEBPS_PROXY_COUNT", default=0) or None
AXES_IPWARE_META_PRECEDENCE_ORDER = (
    ["HTTP_X_FORWARDED_FOR", "REMOTE_ADDR"] if AXES_IPWARE_PROXY_COUNT else ["REMOTE_ADDR"]
)
AXES_VERBOSE = False

# --- Domain: every choice that the sources leave open is a setting -------------------------------------------------
INS_OIDS = ["1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"]
INS_OIDS += ["1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"] if DEMO else []
AUTHORISATION_DAYS = env.int("WEBPS_AUTHORISATION_DAYS", default=365)  # AR 6.2.2
# A valid authorisation is renewed in its last days only: there is nothing to add to it before (AR 6.2.1).
AUTHORISATION_RENEWAL_DAYS = env.int("WEBPS_AUTHORISATION_RENEWAL_DAYS", default=30)
DUTIES_DAYS = env.int("WEBPS_DUTIES_DAYS", default=180)  # PS S03
RECORD_ACCESS_HOURS = 12
EMERGENCY_MINUTES = 60  # AR 10.11; extended once by as much
PARM_ALLOWED = env.bool("WEBPS_PARM_ALLOWED", default=False)  # AR 10.4: assistants of medical regulation
CONFIDENTIAL_MINIMUM_AGE = env.int("WEBPS_CONFIDENTIAL_MINIMUM_AGE", default=0)  # AR 11.7
BLOCKED_MAY_BREAK_GLASS = env.bool("WEBPS_BLOCKED_MAY_BREAK_GLASS", default=False)  # AR 10.8
ROLE_PROFESSIONS_ENABLED = env.bool("WEBPS_ROLE_PROFESSIONS_ENABLED", default=True)  # AR 7.9
MEDECIN_TRAITANT_NEEDS_PATIENT = env.bool("WEBPS_MEDECIN_TRAITANT_NEEDS_PATIENT", default=True)
SEARCHES_PER_MINUTE_ACCOUNT = env.int("WEBPS_SEARCHES_PER_MINUTE_ACCOUNT", default=30)
SEARCHES_PER_MINUTE_STRUCTURE = env.int("WEBPS_SEARCHES_PER_MINUTE_STRUCTURE", default=150)
AGE_OF_MAJORITY = 18  # AR 11.1

# --- Deposits ---------------------------------------------------------------------------------------------------------
DEPOSIT_MAX_BYTES = env.int("WEBPS_DEPOSIT_MAX_BYTES", default=10_000_000)  # of one file; said before it is chosen
DEPOSIT_MAX_FILES = env.int("WEBPS_DEPOSIT_MAX_FILES", default=10)
UPLOAD_MAX_BYTES = env.int("WEBPS_UPLOAD_MAX_BYTES", default=25_000_000)  # of a whole form
CLAMD = env.str("WEBPS_CLAMD", default="")  # /run/clamav/clamd.ctl, or host:port; empty: files are not examined
# In memory and never in a folder: what is not deposited leaves nothing on the disk.
FILE_UPLOAD_HANDLERS = ["webps.uploads.BoundedUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_MAX_BYTES

# --- Transport and browser ------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # the load balancer asks in plain HTTP, inside
SECURE_HSTS_SECONDS = 0 if DEMO else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("WEBPS_BEHIND_PROXY", default=False) else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"  # but for the files that the portal's own pages frame: documents/views/reading.py
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

vars().update(env.email_url("WEBPS_EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 30  # seconds: shorter than the first delay before a notice is tried again
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("WEBPS_FROM_EMAIL", default="ne-pas-repondre@localhost")

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "webps.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "axes": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
    },
}
