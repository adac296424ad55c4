"""Who sits on the panel of assessors."""

from itertools import count

from django.db import IntegrityError, transaction

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import Assessor


@transaction.atomic
def seat_of(*, user: User, by: User) -> Assessor:
    """The seat of this person, taken now under a code of its own (EV-1, EV-2…) if they have none. Idempotent."""
    if (seat := Assessor.objects.filter(user=user).first()) is not None:
        return seat
    for number in count(Assessor.objects.filter(code__startswith="EV-").count() + 1):
        code = f"EV-{number}"
        if Assessor.objects.filter(code=code).exists():
            continue
        try:
            with transaction.atomic():
                seat = Assessor.objects.create(code=code, user=user)
        except (
            IntegrityError
        ):  # taken at this very moment: this code by somebody, or the seat by another window
            if (seat := Assessor.objects.filter(user=user).first()) is not None:
                return seat
            continue
        break
    assert seat is not None
    record(action="panel.changed", by=by, target=seat, code=seat.code)
    return seat
