from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by the platform administrator, with a mandate or a role."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """« Connexion réussie » tells nothing that the page does not show."""
