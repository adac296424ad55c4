"""The diagnostic by experts: one's own level on a domain."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.panel import seat_of
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Assessor, Domain, PracticeAssessment
from iso26000.queries.validation import is_validated
from rse_portal.common.errors import Conflict, Unprocessable


class ForeignDomain(Unprocessable):
    default = _("Ce domaine n’appartient pas à la norme de l’exercice.")


class DomainIsValidated(Conflict):
    default = _("Le niveau de ce domaine est validé : il faut d’abord le rouvrir.")


def hold_domain(cycle: AssessmentCycle, domain: Domain) -> None:
    """Keep the cycle open, and the domain as it is, until the end of this transaction. 2 queries.

    Raises CycleIsClosed, ForeignDomain, DomainIsValidated.
    """
    hold_open(cycle)
    if domain.standard_id != cycle.standard_id:
        raise ForeignDomain
    if is_validated(cycle.pk, domain.pk):
        raise DomainIsValidated


@transaction.atomic
def assess_practice(
    *,
    cycle: AssessmentCycle,
    domain: Domain,
    answer: PracticeAnswer | str,
    level: int | None,
    reason: str,
    by: User,
    version: int | None = None,
    seat: Assessor | None = None,
    operation: uuid.UUID | None = None,
) -> uuid.UUID | None:
    """Give or change one's own level on a domain; the first one takes a seat on the panel.

    Returns the operation, None when nothing changes. version: the one that was read, None for a first answer. seat:
    whose level it is, the person's own unless told (a code that no account holds).
    Raises Stale if it is no longer the current one, ValidationError (level without its answer, « non applicable »
    without reason), CycleIsClosed, ForeignDomain, DomainIsValidated.
    """
    hold_domain(cycle, domain)
    seat = seat or seat_of(user=by, by=by)
    operation = operation or history.new_operation()
    row = PracticeAssessment.objects.filter(cycle=cycle, domain=domain, assessor=seat).first()
    values = {"answer": answer, "level": level, "reason": reason.strip()}
    if row is None:
        row = history.create(
            PracticeAssessment,
            by=by,
            operation=operation,
            cycle=cycle,
            domain=domain,
            assessor=seat,
            **values,
        )
    elif version is None:
        raise history.Stale(row)
    elif not history.change(row, by=by, version=version, operation=operation, **values):
        return None
    record(action="practice.assessed", by=by, target=row, cycle=cycle.slug, domain=domain.code)
    return operation
