"""The diagnostic by experts: one's own level on a domain, and the evidence of the domain."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.panel import seat_of
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from rse_portal.common.errors import Unprocessable


class ForeignDomain(Unprocessable):
    default = _("Ce domaine n’appartient pas à la norme de l’exercice.")


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
) -> uuid.UUID | None:
    """Give or change one's own level on a domain; the first one takes a seat on the panel.

    Returns the operation, None when nothing changes. version: the one that was read, None for a first answer.
    Raises Stale if it is no longer the current one, ValidationError (level without its answer, « non applicable »
    without reason), CycleIsClosed, ForeignDomain.
    """
    hold_open(cycle)
    if domain.standard_id != cycle.standard_id:
        raise ForeignDomain
    seat = seat_of(user=by, by=by)
    operation = history.new_operation()
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


@transaction.atomic
def add_evidence(
    *, cycle: AssessmentCycle, domain: Domain, kind: str, label: str, value: str, by: User
) -> uuid.UUID:
    """Raises ValidationError (the same piece twice), CycleIsClosed, ForeignDomain. Returns the operation."""
    hold_open(cycle)
    if domain.standard_id != cycle.standard_id:
        raise ForeignDomain
    operation = history.new_operation()
    piece = history.create(
        Evidence,
        by=by,
        operation=operation,
        cycle=cycle,
        domain=domain,
        kind=kind,
        label=label.strip(),
        value=value.strip(),
    )
    record(action="evidence.added", by=by, target=piece, cycle=cycle.slug, domain=domain.code, kind=kind)
    return operation


@transaction.atomic
def change_evidence(
    *, evidence: Evidence, kind: str, label: str, value: str, by: User, version: int | None
) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Raises Stale, ValidationError, CycleIsClosed."""
    hold_open(evidence.cycle)
    operation = history.new_operation()
    values = {"kind": kind, "label": label.strip(), "value": value.strip()}
    if not history.change(evidence, by=by, version=version, operation=operation, **values):
        return None
    record(action="evidence.changed", by=by, target=evidence, cycle=evidence.cycle.slug)
    return operation


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> uuid.UUID:
    """Returns the operation, whose undo brings the piece back. Raises CycleIsClosed."""
    hold_open(evidence.cycle)
    operation = history.new_operation()
    record(action="evidence.removed", by=by, target=evidence, cycle=evidence.cycle.slug)
    history.delete(evidence, by=by, operation=operation)
    return operation
