import uuid
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.actions.journal import record
from accounts.actions.mandate import open_mandate
from accounts.models import Mandate, RoleAssignment, Territory, User
from accounts.roles import ELECTED, Role


@transaction.atomic
def open_account(
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    by: User | None,
    password: str | None = None,
    territory: Territory | None = None,
    since: date | None = None,
) -> User:
    """Open an account with one role; for an elected role, also the mandate that gives it its territory.

    Without a password the person sets one through the reset link. Raises ValidationError if the address is taken,
    ValueError if an elected role comes without a territory.
    """
    since = since or timezone.localdate()
    user = _open_person(email, first_name, last_name, password)
    if role in ELECTED:
        if territory is None:
            raise ValueError(f"The elected role {role} needs the territory of its mandate.")
        open_mandate(user=user, role=role, territory=territory, starts_on=since, by=by)
    else:
        RoleAssignment.objects.create(
            user=user, role=role, territory=territory, starts_on=since, granted_by=by
        )
    record(action="account.opened", by=by, target=user, role=role.value)
    return user


@transaction.atomic
def appoint(
    *, user: User | None, email: str, first_name: str, last_name: str, role: Role, by: User, **mandate: Any
) -> tuple[Mandate, uuid.UUID]:
    """Give a mandate to a person, for whom an account without password is opened if `user` is None.

    Returns the operation too, whose undo takes back the mandate: an account without right opens nothing. Raises
    ValidationError, with the fields of the mandate or of the account.
    """
    if user is None:
        user = _open_person(email, first_name, last_name, None)
        record(action="account.opened", by=by, target=user, role=role.value)
    return open_mandate(user=user, role=role, by=by, **mandate)


def _open_person(email: str, first_name: str, last_name: str, password: str | None) -> User:
    user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
    # allauth keeps addresses in a table of its own; whoever opens the account has checked this one.
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user
