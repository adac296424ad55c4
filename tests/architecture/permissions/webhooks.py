"""Webhooks: the responsable and the platform administrator; for anybody else they do not exist."""

from collections.abc import Mapping
from typing import Any

from api.enums import PING, DeliveryState, Event
from api.models import Webhook, WebhookDelivery
from tests.architecture.permissions.row import CONFLICT, Row, only
from tests.support.world import World

THEY = ("chloe", "gilles")


def webhook(world: World, **values: Any) -> Mapping[str, Any]:
    """Chloé’s. At an address that the platform no longer allows."""
    made = Webhook.objects.create(
        owner=world.people["chloe"],
        url="https://ici.example/",
        events=[Event.FEEDBACK.value],
        **values,
    )
    return {"pk": made.pk}


def delivery(world: World, state: str = DeliveryState.FAILED) -> Mapping[str, Any]:
    parent = webhook(world)
    made = WebhookDelivery.objects.create(
        webhook_id=parent["pk"], event_id="msg_1", type=PING, body="{}", state=state
    )
    return {**parent, "delivery": made.pk}


ROWS = [
    Row("webhook-list", only(*THEY)),
    Row("webhook-create", only(*THEY)),
    Row("webhook-create", only(*THEY, ok=422), "post"),
    Row("webhook-detail", only(*THEY), arguments=webhook),
    *(
        Row(f"webhook-{name}", only(*THEY, ok=302), "post", arguments=webhook)
        for name in ("try", "disable", "delete")
    ),
    Row("webhook-enable", only(*THEY, ok=422), "post", case="at a refused host", arguments=webhook),
    Row("webhook-resend", only(*THEY, ok=302), "post", arguments=delivery),
    Row(
        "webhook-resend",
        only(*THEY, ok=CONFLICT),
        "post",
        case="waiting",
        arguments=lambda world: delivery(world, DeliveryState.WAITING),
    ),
    Row(
        "webhook-try",
        only(*THEY, ok=CONFLICT),
        "post",
        case="stopped",
        arguments=lambda world: webhook(world, is_active=False),
    ),
]
