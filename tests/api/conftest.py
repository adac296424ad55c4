from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from api.actions.token import create_token
from api.enums import Scope
from tests.support.receiver import Receiver, receiver_server


@pytest.fixture
def bearer(db: None) -> Callable[..., Client]:
    """bearer(amel, Scope.FEEDBACK): a program that holds such a token; every scope unless told."""

    def held(person: User, *scopes: Scope) -> Client:
        token, text = create_token(
            name="Essai", scopes=scopes or list(Scope), expires_on=timezone.localdate(), by=person
        )
        client = Client(headers={"Authorization": f"Bearer {text}"})
        client.token = token
        return client

    return held


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.WEBHOOK_ALLOWED_HOSTS = ["127.0.0.1"]
    with receiver_server() as server:
        yield server
