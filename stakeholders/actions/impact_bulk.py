"""Change many impacts as one act, which one click undoes."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Impact
from stakeholders.queries.impact_bulk import BulkLine, preview


class ChangedMeanwhile(Conflict):
    default = _(
        "Des impacts ont été modifiés ou retirés entre-temps\u00a0: rien n’est enregistré, relisez l’aperçu."
    )


class LinesRefused(Unprocessable):
    """Some of the lines would break something: nothing is done. `lines` says which, and why."""

    default = _("Des lignes ne peuvent pas être modifiées ainsi\u00a0: rien n’est enregistré.")

    def __init__(self, lines: Sequence[BulkLine]) -> None:
        self.lines = lines
        super().__init__()


@transaction.atomic
def change_impacts(
    *,
    cycle: AssessmentCycle,
    versions: Mapping[int, int],
    values: Mapping[str, Any],
    by: User,
    operation: uuid.UUID,
) -> int:
    """Give these impacts of the cycle the same values; how many changed. All or none.

    versions: pk → version that was shown. values: domain, stakeholder, nature, flags. Raises CycleIsClosed,
    ChangedMeanwhile, LinesRefused. Some 8 queries, 2 more per 500 rows.
    """
    hold_open(cycle)
    impacts = list(
        Impact.objects.select_for_update(of=("self",))
        .select_related("domain", "stakeholder")
        .filter(cycle=cycle, pk__in=versions)
    )
    if {impact.pk: impact.version for impact in impacts} != dict(versions):
        raise ChangedMeanwhile
    lines = preview(cycle, impacts, values)
    if refused := [line for line in lines if line.problem]:
        raise LinesRefused(refused)
    changed = history.change_many(((impact, values) for impact in impacts), by=by, operation=operation)
    if changed:
        record(
            action="impact.bulk_changed", by=by, cycle=cycle.slug, count=len(changed), columns=sorted(values)
        )
    return len(changed)
