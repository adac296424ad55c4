"""The panel: who scores, and under which code. A seat makes its holder blind until their own scores are given (ADR 0013)."""

from itertools import count

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from accounts.roles import Role
from iso26000.models import Assessor
from rse_portal.common.errors import Conflict, Unprocessable

SEATED = frozenset({Role.RAPPORTEUR, Role.MANAGER})  # the roles that may hold a seat


class CannotSit(Unprocessable):
    default = _("Seuls les comptes de rapporteur·e ou de responsable RSE peuvent siéger au panel.")


class HasScored(Conflict):
    default = _("Cette personne a déjà coté : sa place reste au panel, avec ce qu’elle a donné.")


def seat_of(*, user: User, by: User | None) -> Assessor:
    """The seat of this account, given now if it has none, under an unused code EV-<n>. Idempotent.

    Raises CannotSit unless the account is that of a rapporteur or of a responsable. 1 query for who sits already.
    """
    seat = Assessor.objects.filter(user=user).first()
    if seat is not None:
        return seat
    if not user.is_active or not user.access.has(*SEATED):
        raise CannotSit
    while seat is None:  # another request may take the code, or the seat, between our two statements
        try:
            seat = _take(user, by)
        except IntegrityError:
            seat = Assessor.objects.filter(user=user).first()
    return seat


@transaction.atomic
def _take(user: User, by: User | None) -> Assessor:
    taken = set(Assessor.objects.filter(code__startswith="EV-").values_list("code", flat=True))
    code = next(code for number in count(1) if (code := f"EV-{number}") not in taken)
    seat = Assessor.objects.create(code=code, user=user)
    record(action="panel.changed", by=by, target=seat, seated=user.pk)
    return seat


@transaction.atomic
def remove_seat(*, seat: Assessor, by: User | None) -> None:
    """Take away a seat that never scored nor declared anything, in any cycle. Raises HasScored."""
    code, user = seat.code, seat.user_id
    record(action="panel.changed", by=by, target=seat, left=user, code=code)
    try:
        seat.delete()
    except ProtectedError:
        raise HasScored from None
