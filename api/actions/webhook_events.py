"""What happened becomes messages, in the transaction of what happened: an act that is taken back tells nothing."""

import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse

from accounts.actions.journal import on_journaled
from accounts.models import Change, JournalEntry
from api.enums import Event
from api.models import Webhook, WebhookDelivery
from commitments.models import ReferentialVersion
from dialogue.enums import FeedbackStatus
from dialogue.models import Feedback
from priorities.models import RankingRun

EVENTS = uuid.UUID("5c0e2f9a-6d0b-4c39-9f0e-3b0f4a6d7b11")  # of ours: the namespace of our messages
AT_ONCE = 500


def listen() -> None:
    on_journaled("ranking.compiled", _ranking_compiled)
    on_journaled("referential.published", _referential_published)
    on_journaled("feedback.moved", _feedback_moved)
    on_journaled("feedback.bulk_moved", _feedback_moved)


def body_of(kind: str, at: datetime, data: dict[str, Any]) -> str:
    """The text that is signed: ids, references and an address of the API, never what somebody wrote."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)


def _ranking_compiled(entry: JournalEntry) -> None:
    _tell(Event.RANKING, entry, RankingRun, [entry.target_id])


def _referential_published(entry: JournalEntry) -> None:
    _tell(Event.REFERENTIAL, entry, ReferentialVersion, [entry.target_id])


def _feedback_moved(entry: JournalEntry) -> None:
    if entry.details["to"] != FeedbackStatus.ANSWERED:
        return
    keys = [entry.target_id] if entry.target_id else _moved_together(entry.details["operation"])
    _tell(Event.FEEDBACK, entry, Feedback, keys)


def _moved_together(operation: str) -> list[str]:
    kind = Feedback._meta.label_lower
    return list(
        Change.objects.filter(operation=operation, target_type=kind).values_list("target_id", flat=True)
    )


def _tell(event: Event, entry: JournalEntry, model: type[Model], keys: Sequence[str]) -> None:
    """A message per webhook that asked for it and per row that its owner may read.

    No query where the platform allows no host, 1 when nobody listens, then some 5 per webhook and per AT_ONCE rows.
    """
    if not settings.WEBHOOK_ALLOWED_HOSTS:
        return
    webhooks = Webhook.objects.filter(is_active=True, owner__is_active=True).select_related("owner")
    for webhook in [row for row in webhooks if event.value in row.events]:
        if not webhook.owner.has_perm("api.manage_webhooks"):
            continue
        rows: QuerySet[Any] = model.objects.visible_to(webhook.owner)  # type: ignore[attr-defined]
        for start in range(0, len(keys), AT_ONCE):
            found = rows.filter(pk__in=keys[start : start + AT_ONCE])
            WebhookDelivery.objects.bulk_create(_messages(webhook, event, entry, found))


def _messages(
    webhook: Webhook, event: Event, entry: JournalEntry, rows: Iterable[Any]
) -> list[WebhookDelivery]:
    return [
        WebhookDelivery(
            webhook=webhook,
            event_id=f"msg_{uuid.uuid5(EVENTS, f'{entry.pk}/{row.pk}').hex}",
            type=event.value,
            body=body_of(event.value, entry.at, _data_of(row)),
        )
        for row in rows
    ]


def _data_of(row: RankingRun | ReferentialVersion | Feedback) -> dict[str, Any]:
    if isinstance(row, ReferentialVersion):
        data: dict[str, Any] = {"number": row.number, "fingerprint": row.fingerprint}
        address = reverse("api:referential-detail", kwargs={"number": row.number})
    elif isinstance(row, RankingRun):
        data = {"id": str(row.pk)}
        address = reverse("api:ranking-detail", kwargs={"pk": row.pk})
    else:
        data = {"id": str(row.pk), "reference": row.reference}
        address = reverse("api:feedback-detail", kwargs={"pk": row.pk})
    return data | {"url": settings.PUBLIC_URL + address}
