"""The panel of assessors: who scores takes a seat, an opaque code that stays when the account goes."""

from itertools import count

from django.db import IntegrityError, transaction

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import Assessor


@transaction.atomic
def seat_of(*, user: User, by: User) -> Assessor:
    """The seat of this person on the panel; made, with a code EV-<n> that nobody has, for who has none. Idempotent.

    2 queries for a new seat, plus the journal; 1 for an old one. From then on the person judges blind (ADR 0013).
    """
    seated = Assessor.objects.filter(user=user).first()
    if seated is not None:
        return seated
    taken = set(Assessor.objects.filter(code__startswith="EV-").values_list("code", flat=True))
    for number in count(1):
        if f"EV-{number}" in taken:
            continue
        try:
            with transaction.atomic():
                seat = Assessor.objects.create(code=f"EV-{number}", user=user)
        except IntegrityError:  # another request took the code, or seated this very person
            seated = Assessor.objects.filter(user=user).first()
            if seated is not None:
                return seated
            continue
        record(action="panel.changed", by=by, target=seat, code=seat.code)
        return seat
    raise AssertionError("count never ends")
