"""The priority criteria, written by whole sheets."""

import uuid

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.cells import cell_name
from iso26000.models import AssessmentCycle
from priorities.models import CriterionScore
from rse_portal.common.forms import Values, settled


@transaction.atomic
def set_criteria(*, cycle: AssessmentCycle, values: Values, read: Values, by: User) -> uuid.UUID | None:
    """Write « <domain code>/<criterion> » → 0–4, None to empty the cell. Returns the operation, None if nothing changes.

    read: what the cells held when the sheet was opened. Raises SheetChanged when somebody filled one of them otherwise
    meanwhile: nothing is written then. Raises CycleIsClosed. Some 10 queries, whatever the number of cells.
    """
    hold_open(cycle)
    rows = {
        cell_name(row.domain.code, row.criterion): row
        for row in CriterionScore.objects.filter(cycle=cycle).select_related("domain")
    }
    now = {name: row.value for name, row in rows.items()}
    writes = settled(read=read, mine=values, now=now)
    if not writes:
        return None
    domains = {domain.code: domain for domain in cycle.domains}
    operation = history.new_operation()
    added, changed, gone = [], [], []
    for name, value in writes.items():
        code, _slash, criterion = name.partition("/")
        if value is None:
            gone.append(rows[name])
        elif name in rows:
            changed.append((rows[name], {"value": value}))
        else:
            added.append(CriterionScore(cycle=cycle, domain=domains[code], criterion=criterion, value=value))
    history.create_many(added, by=by, operation=operation)
    history.change_many(changed, by=by, operation=operation)
    history.delete_many(gone, by=by, operation=operation)
    record(
        action="criteria.set",
        by=by,
        target=cycle,
        cycle=cycle.slug,
        added=len(added),
        changed=len(changed),
        removed=len(gone),
    )
    return operation
