"""What every environment shares: paths, apps, middleware, data, people, language, files, background, security."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from rse_portal import env

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = env.var_dir(BASE_DIR)
PORT = env.integer("PORT", 8000, low=1, high=65535)
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "template_partials",
    "rules.apps.AutodiscoverRulesConfig",
    "csp",
    "rse_portal.common",
    "accounts",
    "jobs",
    "search",
    "iso26000",
    "stakeholders",
    "dialogue",
    "priorities",
    "commitments",
    "reports",
    "api",
    "rse_portal.operations",
    "rse_portal.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "rse_portal.common.middleware.CleanInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "rse_portal.common.middleware.ProblemMiddleware",
    "rse_portal.common.middleware.PrivatePagesMiddleware",
]

ROOT_URLCONF = "rse_portal.urls"
WSGI_APPLICATION = "rse_portal.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rse_portal.frame.frame",
            ],
            "builtins": ["rse_portal.common.templatetags.components"],
        },
    }
]

# --- data
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR_DIR}/portail.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The throttles live there: a small cache could be flushed by whoever wants to be forgotten.
CACHE_OPTIONS = {"MAX_ENTRIES": 100_000}
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": CACHE_OPTIONS}
}

# --- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
USER_COMES_WITH = ["assessor"]  # read with the person of each request (accounts.backend)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = (
    "none"  # accounts are opened by the platform administrator, who checks the address
)
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
# Per account first (a whole assembly shares one address), then a wide limit per address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,9/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60  # a volunteer's own phone stays signed in between two assemblies
# Cookies ignore ports: without the port in the name, two portals on one machine would sign each other out.
SESSION_COOKIE_NAME = f"rse_{PORT}_session"
CSRF_COOKIE_NAME = f"rse_{PORT}_csrf"
CSRF_FAILURE_VIEW = "rse_portal.views.csrf_failure"

# Where the portal is reached, for links in messages that no request asked for.
PUBLIC_URL = env.text("PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")

# --- language
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("français")), ("en", _("anglais"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ROOT = None
MEDIA_ROOT = VAR_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- background work: the row is the queue, Celery is the bell
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", "filesystem://localhost")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker/queue"),
        "data_folder_out": str(VAR_DIR / "broker/queue"),
        "control_folder": str(VAR_DIR / "broker/control"),
        "polling_interval": 0.2,  # the default of 1 s makes a click feel lost
    }
else:
    # A frozen broker must not freeze a page, and a message taken by a dead worker comes back (reliability L3, L5).
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "socket_timeout": 2,
        "socket_connect_timeout": 2,
        "max_retries": 0,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 840
CELERY_TASK_SOFT_TIME_LIMIT = 780
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
JOB_LEASE_SECONDS = 15  # a running job that gave no sign of life for longer is taken again
JOB_MAX_ATTEMPTS = 3

# --- security
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CONTENT_SECURITY_POLICY: dict[str, dict[str, Any]] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secrecy": {"()": "rse_portal.common.secrecy.HideSecretAddresses"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrecy"]},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"portail": {"level": "INFO"}},
}

# --- dialogue: the delays promised to whoever speaks (docs/methode.md §13, a convention of ours)
DIALOGUE_ACKNOWLEDGE_DAYS = 15
DIALOGUE_ANSWER_DAYS = 90  # or the next assembly of the territory, if it comes first
DIALOGUE_DIGEST_HOURS = (7, 20)  # local hours between which digests leave

# --- webhooks (ADR 0036): where they may write; nowhere unless told
WEBHOOK_ALLOWED_HOSTS = [host.lower() for host in env.words("WEBHOOK_ALLOWED_HOSTS", "")]
WEBHOOK_PLAIN_LOOPBACK = False  # http:// to this very machine, for development and tests

ORGANISATION_NAME = _("Mutuelle de démonstration")
globals().update(env.email("EMAIL_URL", "console://"))
