import pytest

from api.actions import webhook as actions
from api.actions.webhook_sending import send_due
from api.enums import Event
from api.models import Webhook
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
LIST, NEW = "/compte/webhooks/", "/compte/webhooks/nouveau/"


@pytest.fixture
def webhook(receiver, chloe):
    return actions.create_webhook(url=receiver.url, events=[Event.FEEDBACK], by=chloe)


def test_secret_is_told_once(client_of, chloe, receiver):
    client = client_of(chloe)
    answer = client.post(NEW, {"url": receiver.url, "events": ["feedback.answered"]})
    assert answer.status_code == 201
    secret = Webhook.objects.get().secret
    assert secret in answer.content.decode() and secret.startswith("whsec_")
    assert answer["Cache-Control"].startswith("max-age=0")
    page = client.get(f"{LIST}{Webhook.objects.get().pk}/").content.decode()
    assert secret not in page and "Rien encore" in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"url": "https://ailleurs.example/"}, "n’est pas parmi ceux"),
        ({"url": "http://ailleurs.example/"}, "https"),
        ({"url": "n’importe quoi"}, "pas lisible"),
        ({"url": ""}, "obligatoire"),
        ({"events": []}, "obligatoire"),
        ({"events": ["tout"]}, "Sélectionnez un choix valide"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client_of, chloe, receiver, fields, words):
    answer = client_of(chloe).post(NEW, {"url": receiver.url, "events": ["feedback.answered"]} | fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Webhook.objects.exists()


def test_page_says_why_there_can_be_none(client_of, gilles):
    assert "aucun hôte" in client_of(gilles).get(LIST).content.decode()


def test_tried_resent_stopped_started_deleted(client_of, chloe, webhook, receiver):
    client, page = client_of(chloe), f"{LIST}{webhook.pk}/"
    client.post(f"{page}essai/")
    send_due()
    delivery = webhook.deliveries.get()
    assert "remis" in client.get(page).content.decode()
    client.post(f"{page}envois/{delivery.pk}/")
    send_due()
    assert len({headers["webhook-id"] for headers, _body in receiver.received}) == 1
    assert len(receiver.received) == 2
    client.post(f"{page}arret/")
    assert "arrêté" in client.get(page).content.decode()
    client.post(f"{page}marche/")
    webhook.refresh_from_db()
    assert webhook.is_active
    client.post(f"{page}supprimer/")
    assert not Webhook.objects.exists()


def test_tokens_lead_to_webhooks_for_those_who_may(client_of, chloe, amel):
    assert LIST in client_of(chloe).get("/compte/jetons/").content.decode()
    assert LIST not in client_of(amel).get("/compte/jetons/").content.decode()


def test_pages_cost_few_queries(client_of, chloe, gilles, webhook, receiver):
    def more():
        for _n in range(8):
            actions.create_webhook(url=receiver.url, events=[Event.FEEDBACK], by=gilles)
            actions.try_webhook(webhook=webhook, by=chloe)

    client = client_of(chloe)
    assert_query_budget(client, LIST, 8, more)
    assert_query_budget(client, f"{LIST}{webhook.pk}/", 8, more)
