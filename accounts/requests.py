from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Who asks. Only behind LoginRequiredMiddleware, that is everywhere but in views marked @login_not_required."""
    assert isinstance(request.user, User)
    return request.user


def tell_done(request: HttpRequest, text: str, operation: UUID | None = None) -> None:
    """Say on the next page what was done; with the operation of the act, « Annuler » stands beside it."""
    messages.success(request, text, extra_tags=f"undo:{operation}" if operation else "")
