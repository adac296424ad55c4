"""The embedded default of ./run: SQLite, a broker made of files, no other service."""

import secrets

from rse_portal import env
from rse_portal.settings.base import *  # noqa: F403
from rse_portal.settings.base import MIDDLEWARE, VAR_DIR

DEBUG = env.boolean("DEBUG", False)
DEMO = True
WEBHOOK_PLAIN_LOOPBACK = True


def _secret_key() -> str:
    """A key of this portal's own, kept in VAR_DIR: no secret in the repository, sessions survive a restart."""
    file = VAR_DIR / "secret-key"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text()


SECRET_KEY = env.text("SECRET_KEY", "") or _secret_key()
MIDDLEWARE = [*MIDDLEWARE, "rse_portal.common.middleware.ReadOnlyGetMiddleware"]
