"""« Et si » kept under a name."""

import uuid

from django.db import transaction
from django.utils import timezone

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from method.variation import Variation
from priorities.models import RankingRun, Scenario


@transaction.atomic
def save_scenario(
    *, run: RankingRun, name: str, variation: Variation, by: User
) -> tuple[Scenario, uuid.UUID]:
    """Keep what was tried on a run. Returns it and the operation. Raises ValidationError when the name is taken."""
    operation = history.new_operation()
    scenario = history.create(
        Scenario,
        by=by,
        operation=operation,
        run=run,
        name=name,
        variation=variation.to_dict(),
        owner=by,
        created_at=timezone.now(),
    )
    record(action="scenario.saved", by=by, target=scenario, run=str(run.pk))
    return scenario, operation


@transaction.atomic
def delete_scenario(*, scenario: Scenario, by: User) -> uuid.UUID:
    """« Annuler » brings it back. Returns the operation."""
    operation = history.new_operation()
    record(action="scenario.deleted", by=by, target=scenario, run=str(scenario.run_id))
    history.delete(scenario, by=by, operation=operation)
    return operation
