"""`Idempotency-Key`: a request that is sent again is done once."""

import hashlib
import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from api.models import UsedKey
from rse_portal.common.errors import Unprocessable


class KeyReused(Unprocessable):
    default = _("Cette clé a déjà servi à une autre demande.")


@transaction.atomic
def use_key(*, key: uuid.UUID, request: str, by: User) -> bool:
    """True the first time; False when this request was done already under that key. Raises KeyReused.

    request: its address and its body. Call it inside the transaction of what it protects: a refusal gives the key back,
    and the same key sent twice at once waits for the first. 3 queries.
    """
    digest = hashlib.sha256(request.encode()).hexdigest()
    UsedKey.objects.filter(owner=by).outdated().delete()
    row, created = UsedKey.objects.get_or_create(owner=by, key=key, defaults={"digest": digest})
    if row.digest != digest:
        raise KeyReused
    return created
