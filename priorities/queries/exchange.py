"""What the room « Échanges » shows."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Func, IntegerField, Subquery

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.exchange.reach import Reach
from priorities.exchange.selection import select


def row_counts(*, cycle: AssessmentCycle, by: User, reach: Reach) -> Mapping[str, int]:
    """File → how many rows this person would take out of it; nothing for what they have no code for. 1 query for all."""
    names = [name for name in reach.files if not (reach.lacks_code and name in reach.own)]
    if not names:
        return {}
    counts: dict[str, Any] = {}
    for name in names:
        rows = select(name=name, cycle=cycle, by=by, reach=reach).queryset.order_by()
        # Func, not Count: an aggregate would group the rows by all that the subquery selects.
        number = rows.annotate(number=Func(F("pk"), function="COUNT")).values("number")
        counts[f"rows_{name}"] = Subquery(number, output_field=IntegerField())
    found: Any = AssessmentCycle.objects.filter(pk=cycle.pk).values(**counts).get()
    return {name.removeprefix("rows_"): count for name, count in found.items()}
