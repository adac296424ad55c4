"""Rows that must tell nothing of when each came are written anew when nobody adds any more."""

import uuid
from random import SystemRandom
from typing import Any

from django.db.models import QuerySet

AT_ONCE = 500  # rows per statement
_shuffle = SystemRandom().shuffle


def write_anew(stored: QuerySet[Any], rows: list[Any]) -> None:
    """`rows` instead of those `stored`: in an order, and under identifiers, that tell nothing of when each came."""
    _shuffle(rows)
    for row in rows:
        row.pk = uuid.uuid4()
        row._state.adding = True
    stored.delete()
    stored.model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
