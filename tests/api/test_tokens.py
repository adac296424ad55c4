from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import JournalEntry
from api.actions.token import MOST, TooManyTokens, create_token
from api.models import ApiToken

NEW = "/compte/jetons/nouveau/"


def form(**others):
    return {
        "name": "Tableur",
        "scopes": ["domains:read"],
        "expires_on": timezone.localdate().isoformat(),
    } | others


def test_token_is_told_once_and_opens(client_of, chloe, cycle):
    client = client_of(chloe)
    answer = client.post(NEW, form())
    assert answer.status_code == 201
    text = answer.context["text"]
    assert text in answer.content.decode()
    assert text not in client.get("/compte/jetons/").content.decode()
    assert answer["Cache-Control"].startswith("max-age=0")
    assert (
        client_of(chloe).get("/api/v1/domains", headers={"Authorization": f"Bearer {text}"}).status_code
        == 200
    )
    assert JournalEntry.objects.filter(action="token.created").get().details == {"scopes": ["domains:read"]}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_on": "2020-01-01"}, "jusqu’à aujourd’hui"),
        ({"expires_on": "2999-01-01"}, "un an au plus"),
        ({"scopes": ["tout"]}, "Sélectionnez un choix valide"),
        ({"name": ""}, "obligatoire"),
    ],
)
def test_what_is_wrong_is_said_and_no_token_is_made(client_of, chloe, fields, words):
    answer = client_of(chloe).post(NEW, form(**fields))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_ten_run_at_once(chloe):
    day = timezone.localdate() + timedelta(days=1)
    for n in range(MOST):
        create_token(name=str(n), scopes=["domains:read"], expires_on=day, by=chloe)
    with pytest.raises(TooManyTokens):
        create_token(name="11", scopes=["domains:read"], expires_on=day, by=chloe)


def test_token_is_revoked_by_its_owner_alone(client_of, chloe, bruno):
    token, _text = create_token(
        name="Tableur", scopes=["domains:read"], expires_on=timezone.localdate(), by=chloe
    )
    address = f"/compte/jetons/{token.pk}/revoquer/"
    assert client_of(bruno).post(address).status_code == 404
    assert client_of(chloe).post(address).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at
    assert JournalEntry.objects.filter(action="token.revoked").count() == 1
    client_of(chloe).post(address)
    assert JournalEntry.objects.filter(action="token.revoked").count() == 1
