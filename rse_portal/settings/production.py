"""PostgreSQL, Redis, several web processes, behind a proxy that ends TLS and sets X-Forwarded-Proto."""

from django.core.exceptions import ImproperlyConfigured

from rse_portal import env
from rse_portal.settings.base import *  # noqa: F403
from rse_portal.settings.base import CACHE_OPTIONS, CONTENT_SECURITY_POLICY

if env.misspelt():
    raise ImproperlyConfigured("Unknown environment variables. " + " ".join(env.misspelt()))

DEMO = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
DATABASES = {"default": env.database("DATABASE_URL", None)}
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")

CACHE_URL = env.text("CACHE_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
        if CACHE_URL
        else {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            "OPTIONS": CACHE_OPTIONS,
        }
    )
}

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "rse_portal.common.statics.StaticFiles"},
}
WHITENOISE_USE_FINDERS = False

# Behind a proxy every request comes from its address: throttles must count the one that the proxy wrote down.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("PROXY_COUNT", 1, low=0, high=9)
PUBLIC_URL = env.text("PUBLIC_URL", f"https://{ALLOWED_HOSTS[0].lstrip('.*')}").rstrip("/")
DEFAULT_FROM_EMAIL = f"Portail RSE <ne-pas-repondre@{ALLOWED_HOSTS[0].lstrip('.*')}>"
# Without it, password links would go to the console of a server that nobody reads.
globals().update(env.email("EMAIL_URL", None))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 * 2
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = True
