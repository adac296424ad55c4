"""The dated assessment of what a group weighs in the open cycle."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.history import Stale
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Conflict
from rse_portal.common.typography import jour
from stakeholders.actions.registry import StakeholderMerged
from stakeholders.models import Significance, Stakeholder


class NotAStakeholder(Conflict):
    default = gettext_lazy("Une ressource interne n’est ni pondérée ni cotée.")


def refuse_unless_assessable(stakeholder: Stakeholder, cycle: AssessmentCycle) -> None:
    """Raises CycleIsClosed, StakeholderMerged or NotAStakeholder."""
    if not cycle.is_open:
        raise CycleIsClosed
    if stakeholder.merged_into_id is not None:
        raise StakeholderMerged
    if not stakeholder.is_stakeholder:
        raise NotAStakeholder


def check_day(day: date | None, cycle: AssessmentCycle) -> None:
    """An assessment of this cycle is made between its opening and today. Raises ValidationError on `assessed_on`."""
    if day is None:
        problem = _("Indiquez le jour de l’évaluation.")
    elif day > timezone.localdate():
        problem = _("L’évaluation ne peut pas être datée dans l’avenir.")
    elif day < cycle.opened_on:
        problem = _("L’exercice n’est ouvert que depuis le %(day)s.") % {"day": jour(cycle.opened_on)}
    else:
        return
    raise ValidationError({"assessed_on": problem})


@transaction.atomic
def assess_significance(
    *,
    stakeholder: Stakeholder,
    cycle: AssessmentCycle,
    by: User,
    version: int | None,
    operation: UUID | None = None,
    **values: Any,
) -> bool:
    """Give a stakeholder these scores and answers in the cycle; the first time brings it into the cycle.

    version: the one that was read, None when there was none yet. False when it holds these values already.
    Raises CycleIsClosed, StakeholderMerged, NotAStakeholder; Stale; ValidationError with the fields.
    """
    # Two first assessments at once: the second waits here, then sees the first.
    stakeholder = Stakeholder.objects.select_for_update().get(pk=stakeholder.pk)
    cycle = AssessmentCycle.objects.get(pk=cycle.pk)
    refuse_unless_assessable(stakeholder, cycle)
    check_day(values.get("assessed_on"), cycle)
    row = Significance.objects.filter(cycle=cycle, stakeholder=stakeholder).first()
    if row is None:
        row = history.create(
            Significance, by=by, operation=operation, cycle=cycle, stakeholder=stakeholder, **values
        )
    elif version is None:
        raise Stale(row)
    elif not history.change(row, by=by, version=version, operation=operation, **values):
        return False
    record(action="significance.assessed", by=by, target=row, stakeholder=stakeholder.code, cycle=cycle.slug)
    return True
