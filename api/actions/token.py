"""Tokens: created by their owner, told once, revoked for good."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from api.enums import Scope
from api.models import ApiToken
from rse_portal.common.errors import Unprocessable

PREFIX = "rse_"  # scanners of leaked secrets know one by its prefix
MOST = 10  # running at once, for one person
LONGEST = timedelta(days=366)


class TooManyTokens(Unprocessable):
    default = _("Dix jetons sont déjà en cours : révoquez-en un d’abord.")


class WrongExpiry(Unprocessable):
    default = _("Un jeton vaut au moins jusqu’à aujourd’hui, et un an au plus.")


def digest_of(token: str) -> str:
    """256 random bits need no salt: a plain hash of them cannot be searched backwards."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def create_token(
    *, name: str, scopes: Collection[Scope | str], expires_on: date, by: User
) -> tuple[ApiToken, str]:
    """A token of one's own, and its text, which exists here only. Raises TooManyTokens, WrongExpiry. 4 queries."""
    today = timezone.localdate()
    if not today <= expires_on <= today + LONGEST:
        raise WrongExpiry
    User.objects.select_for_update().get(pk=by.pk)  # two at once do not pass the limit together
    if ApiToken.objects.of(by).running(today).count() >= MOST:
        raise TooManyTokens
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        owner=by,
        name=name,
        digest=digest_of(text),
        hint=text[-4:],
        scopes=sorted(Scope(scope).value for scope in scopes),
        expires_on=expires_on,
    )
    record(action="token.created", by=by, target=token, scopes=token.scopes)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> bool:
    """Nothing opens with it any more, at once. False when it was revoked already. 2 queries."""
    done = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    if done:
        record(action="token.revoked", by=by, target=token)
    return bool(done)
