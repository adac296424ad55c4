from django.http import HttpRequest

from accounts.models import User


def person(request: HttpRequest) -> User:
    """Who asks. Only behind LoginRequiredMiddleware, that is everywhere but in views marked @login_not_required."""
    assert isinstance(request.user, User)
    return request.user
