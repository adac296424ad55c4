"""Findings, and the second pair of eyes: a level is validated by somebody who did not give it."""

import uuid
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.practice import ForeignDomain
from iso26000.enums import ValidationState
from iso26000.models import AssessmentCycle, Domain, Evidence, Finding, PracticeValidation
from iso26000.queries.practice import practice_of
from iso26000.queries.validation import gave_a_level
from rse_portal.common.errors import Conflict


class OwnLevel(Conflict):
    default = gettext_lazy(
        "Vous avez donné un niveau sur ce domaine : une autre personne doit le valider (quatre yeux)."
    )


class StillBlind(Conflict):
    default = gettext_lazy(
        "Vous siégez au panel et n’avez pas répondu ici : le niveau des autres vous est caché, une autre personne le valide."
    )


class NothingToValidate(Conflict):
    default = gettext_lazy("Personne n’a encore donné de niveau : il n’y a rien à valider.")


class LevelMoved(Conflict):
    default = gettext_lazy("Le niveau a changé depuis que vous l’avez lu : relisez-le avant de valider.")


@transaction.atomic
def add_finding(*, cycle: AssessmentCycle, domain: Domain, by: User, **values: Any) -> uuid.UUID:
    """values: kind, text, root_cause, owner, evidence. Returns the operation.

    Raises ValidationError (a gap without root cause, a piece of another domain), CycleIsClosed, ForeignDomain.
    """
    hold_open(cycle)
    if domain.standard_id != cycle.standard_id:
        raise ForeignDomain
    _check_piece(cycle, domain, values.get("evidence"))
    operation = history.new_operation()
    finding = history.create(Finding, by=by, operation=operation, cycle=cycle, domain=domain, **values)
    record(
        action="finding.added", by=by, target=finding, cycle=cycle.slug, domain=domain.code, kind=finding.kind
    )
    return operation


@transaction.atomic
def change_finding(*, finding: Finding, by: User, version: int | None, **values: Any) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Raises Stale, ValidationError, CycleIsClosed."""
    hold_open(finding.cycle)
    _check_piece(finding.cycle, finding.domain, values.get("evidence"))
    operation = history.new_operation()
    if not history.change(finding, by=by, version=version, operation=operation, **values):
        return None
    record(action="finding.changed", by=by, target=finding, cycle=finding.cycle.slug)
    return operation


@transaction.atomic
def remove_finding(*, finding: Finding, by: User) -> uuid.UUID:
    """Returns the operation. Raises CycleIsClosed."""
    hold_open(finding.cycle)
    operation = history.new_operation()
    record(action="finding.removed", by=by, target=finding, cycle=finding.cycle.slug)
    history.delete(finding, by=by, operation=operation)
    return operation


def _check_piece(cycle: AssessmentCycle, domain: Domain, piece: Evidence | None) -> None:
    if piece is not None and (piece.cycle_id, piece.domain_id) != (cycle.pk, domain.pk):
        raise ValidationError({"evidence": _("Cette preuve appartient à un autre domaine.")})


@transaction.atomic
def validate_practice(*, cycle: AssessmentCycle, domain: Domain, level: float | None, by: User) -> uuid.UUID:
    """Say that the level retained is right; from then on its levels and evidence rest. Idempotent.

    level: what the person read, None for « non applicable ». Returns the operation.
    Raises OwnLevel, StillBlind (ADR 0013), NothingToValidate, LevelMoved, CycleIsClosed, ForeignDomain.
    """
    hold_open(cycle)
    if domain.standard_id != cycle.standard_id:
        raise ForeignDomain
    if gave_a_level(by, cycle.pk, domain.pk):
        raise OwnLevel
    practice = practice_of(cycle, domain)
    if not practice.revealed_to(by, cycle):
        raise StillBlind
    if practice.effective is None and not practice.all_not_applicable:
        raise NothingToValidate
    if practice.effective != level:
        raise LevelMoved
    operation = history.new_operation()
    seen = None if level is None else Decimal(str(level)).quantize(Decimal("0.1"))
    values: dict[str, Any] = {
        "state": ValidationState.VALIDATED,
        "level": seen,
        "decided_at": timezone.now(),
        "decided_by": by,
        "reason": "",
    }
    row = PracticeValidation.objects.filter(cycle=cycle, domain=domain).first()
    if row is None:
        row = history.create(
            PracticeValidation, by=by, operation=operation, cycle=cycle, domain=domain, **values
        )
    elif row.holds and row.level == seen:
        return operation
    else:
        history.change(row, by=by, operation=operation, **values)
    record(action="practice.validated", by=by, target=row, cycle=cycle.slug, domain=domain.code)
    return operation


@transaction.atomic
def reopen_practice(*, validation: PracticeValidation, reason: str, by: User) -> uuid.UUID:
    """Levels and evidence of the domain may change again. Returns the operation.

    Raises ValidationError (no reason), OwnLevel, CycleIsClosed.
    """
    hold_open(validation.cycle)
    if gave_a_level(by, validation.cycle_id, validation.domain_id):
        raise OwnLevel
    if not reason.strip():
        raise ValidationError({"reason": _("Dites pourquoi le niveau est rouvert.")})
    operation = history.new_operation()
    history.change(
        validation,
        by=by,
        operation=operation,
        state=ValidationState.REOPENED,
        reason=reason.strip(),
        decided_at=timezone.now(),
        decided_by=by,
    )
    record(
        action="practice.reopened",
        by=by,
        target=validation,
        cycle=validation.cycle.slug,
        domain=validation.domain.code,
    )
    return operation
