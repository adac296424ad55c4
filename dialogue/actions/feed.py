"""One's calendar feed: an address that only its owner holds, closed by a click."""

import secrets

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.utils import timezone

from accounts.actions.journal import record
from accounts.models import User
from dialogue.models import CalendarFeed

_signer = Signer(salt="dialogue.calendar-feed")


@transaction.atomic
def open_feed(*, by: User) -> CalendarFeed:
    """A new address; the former one, if there was one, opens nothing any more."""
    nonce = secrets.token_urlsafe(32)
    feed, _created = CalendarFeed.objects.update_or_create(
        user=by, defaults={"nonce": nonce, "created_at": timezone.now()}
    )
    record(action="feed.opened", by=by)
    return feed


@transaction.atomic
def revoke_feed(*, by: User) -> bool:
    """False when there was none."""
    gone, _per_model = CalendarFeed.objects.filter(user=by).delete()
    if gone:
        record(action="feed.revoked", by=by)
    return bool(gone)


def token_of(feed: CalendarFeed) -> str:
    return _signer.sign(feed.nonce)


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed of an address; None for one that was revoked or made up. 1 query."""
    try:
        nonce = _signer.unsign(token)
    except BadSignature:
        return None
    return CalendarFeed.objects.select_related("user").filter(nonce=nonce, user__is_active=True).first()
