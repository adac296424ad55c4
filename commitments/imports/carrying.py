"""Samples of a file into the portal. The same file again writes nothing. A preview is this very code, taken back
(ADR 0014)."""

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from accounts.actions import history
from accounts.models import User
from commitments.imports.spec import SampleRow
from commitments.models import Indicator, Sample
from rse_portal.common.exchange.checking import check_table
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.tables import Table
from rse_portal.common.typography import jour, nombre

SHOWN = 200  # lines told one by one; the others are counted


@dataclass
class Outcome:
    """What an import wrote. changes: the first SHOWN lines, as {line, code, label, on, before, after}."""

    operation: uuid.UUID
    read: int = 0
    added: int = 0
    changed: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    digest: str = ""

    @property
    def writes(self) -> int:
        return self.added + self.changed

    def to_dict(self) -> dict[str, Any]:
        """As the draft keeps it (JSON)."""
        return {name: value for name, value in vars(self).items() if name != "operation"} | {
            "writes": self.writes,
            "left": max(0, self.writes - len(self.changes)),
        }


@transaction.atomic
def bring_in(table: Table, *, by: User, today: date) -> Outcome:
    """Write the samples of a table. 4 queries, and 2 per 500 rows. Raises RefusedData with every fault."""
    faults = FaultLog()
    indicators = {row.definition.code: row for row in Indicator.objects.select_related("definition")}
    checked = check_table(table, {"indicators": set(indicators)}, faults)
    rows: list[tuple[int, SampleRow]] = list(zip(checked.lines, checked.rows, strict=True))
    for line, row in rows:
        if row.on > today:
            faults.add(table.place, line, "on", f"le {jour(row.on)} n’est pas encore passé")
    faults.stop_if_any()
    known = {
        (row.indicator_id, row.on): row
        for row in Sample.objects.select_for_update().filter(
            indicator__in={indicators[row.indicator].pk for _line, row in rows}
        )
    }
    outcome, told = Outcome(history.new_operation(), read=len(table.rows)), hashlib.sha256()
    new: list[Sample] = []
    changes: list[tuple[Sample, dict[str, Any]]] = []
    for line, row in rows:
        indicator = indicators[row.indicator]
        there = known.get((indicator.pk, row.on))
        if there is None:
            new.append(Sample(indicator=indicator, on=row.on, value=row.value, note=row.note))
            before: Decimal | None = None
        elif (there.value, there.note) == (row.value, row.note or there.note):
            continue
        else:
            changes.append((there, {"value": row.value, "note": row.note or there.note}))
            before = there.value
        told.update(repr((line, row, before)).encode())
        if len(outcome.changes) < SHOWN:
            outcome.changes.append(
                {
                    "line": line,
                    "code": row.indicator,
                    "label": indicator.definition.label,
                    "on": row.on.isoformat(),
                    "before": nombre(before, None) if before is not None else "",
                    "after": nombre(row.value),
                    "unit": indicator.definition.unit,
                }
            )
    history.create_many(new, by=by, operation=outcome.operation)
    outcome.added = len(new)
    outcome.changed = len(history.change_many(changes, by=by, operation=outcome.operation))
    outcome.digest = told.hexdigest()
    return outcome
