"""The tests: dev, with what makes them fast and strict. The database comes from DATABASE_URL (SQLite by default)."""

from rse_portal.settings.base import TEMPLATES
from rse_portal.settings.dev import *  # noqa: F403

SECRET_KEY = "tests-only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # no scan of the static files at each start
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "!!undefined:%s!!"
