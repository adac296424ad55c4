from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's, but the person of a request comes with what nearly every page asks of them, in the same query.

    settings.USER_COMES_WITH names it: this app does not know who else refers to a user.
    """

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related(*settings.USER_COMES_WITH).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
