"""Who asks: a token in « Authorization: Bearer … », or the session of a browser; and whether the token's scope allows it."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer, SessionAuth

from accounts.models import User
from api.actions.token import digest_of
from api.enums import Scope
from api.models import ApiToken


class OutOfScope(Exception):
    """The token is good, and does not open this."""


class Token(HttpBearer):
    """1 query; none when there is no token."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        rows = ApiToken.objects.running(timezone.localdate()).select_related("owner")
        found = rows.filter(digest=digest_of(token), owner__is_active=True).first()
        if found is None:
            return None
        if self.scope not in found.scopes:
            raise OutOfScope
        request.user = found.owner
        return found.owner


class Session(SessionAuth):
    """The person signed in with this browser; a writing needs the token against forged requests too."""

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        return request.user if isinstance(request.user, User) else None


def opens(scope: Scope) -> list[Any]:
    return [Token(scope), Session()]
