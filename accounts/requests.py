from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Who asks. Only behind LoginRequiredMiddleware, that is everywhere but in views marked @login_not_required."""
    assert isinstance(request.user, User)
    return request.user


def tell_done(request: HttpRequest, text: str, operation: UUID | None = None, *, undo_url: str = "") -> None:
    """Say on the next page what was done, with « Annuler » beside it.

    operation: of the act, which whoever may change its rows may undo; undo_url: an address of its own that undoes it.
    """
    undo_url = undo_url or (reverse("history-undo", args=[operation]) if operation else "")
    messages.success(request, text, extra_tags=f"undo:{undo_url}" if undo_url else "")
