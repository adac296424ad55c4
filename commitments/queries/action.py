"""Actions as lists show them, in plain values (rse_portal.common.drawing)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import ngettext

from commitments.enums import ActionState
from commitments.models import Action
from rse_portal.common.typography import nombre

TONES = {"running": "accent", "done": "accent", "blocked": "amber"}
COLUMNS = (
    "pk",
    "code",
    "title",
    "state",
    "progress",
    "starts_on",
    "due_on",
    "owner__first_name",
    "owner__last_name",
    "axis__commitment__code",
    "axis__commitment__core_subject__order",
    "axis__domain__code",
    "axis__title",
    "version",
)


@dataclass(frozen=True)
class ActionLine:
    """subject: order of the core subject, the hue. days_late: 0 when it is not. partners: how many stakeholders join."""

    pk: int
    code: str
    title: str
    state: str
    progress: int
    starts_on: date | None
    due_on: date | None
    owner: str
    commitment: str
    subject: int
    domain: str
    axis: str
    version: int
    days_late: int = 0
    partners: int = 0
    documents: int = 0

    @property
    def state_words(self) -> str:
        return str(ActionState(self.state).label)

    @property
    def tone(self) -> str:
        return "alert" if self.days_late else TONES.get(self.state, "neutral")

    @property
    def late_words(self) -> str:
        if not self.days_late:
            return ""
        return ngettext("en retard d’un jour", "en retard de %(n)s jours", self.days_late) % {
            "n": nombre(self.days_late)
        }


def action_lines(keys: Sequence[int], today: date) -> list[ActionLine]:
    """Those actions, in that order. 1 query."""
    rows = (
        Action.objects.filter(pk__in=keys)
        .annotate(
            joined=Count("partners", distinct=True),
            proved=Count("documents", distinct=True),
        )
        .order_by()
        .values_list(*COLUMNS, "joined", "proved")
    )
    found = {row[0]: _line(row, today) for row in rows}
    return [found[key] for key in keys if key in found]


def _line(row: tuple[Any, ...], today: date) -> ActionLine:
    pk, code, title, state, progress, starts_on, due_on, first, last, *place, partners, documents = row
    commitment, subject, domain, axis, version = place
    late = (today - due_on).days if due_on and due_on < today and state in ActionState.left() else 0
    owner = f"{first or ''} {last or ''}".strip()
    return ActionLine(
        pk=pk,
        code=code,
        title=title,
        state=state,
        progress=progress,
        starts_on=starts_on,
        due_on=due_on,
        owner=owner,
        commitment=commitment,
        subject=subject,
        domain=domain,
        axis=axis,
        version=version,
        days_late=late,
        partners=partners,
        documents=documents,
    )


@dataclass(frozen=True)
class Totals:
    """What a list of actions adds up to. cost, effort: of those that say it; unknown: how many do not say the cost."""

    total: int
    by_state: dict[str, int]
    late: int
    cost: int | None
    effort: Any
    unknown_cost: int

    @property
    def left(self) -> int:
        return sum(self.by_state.get(state, 0) for state in ActionState.left())

    @property
    def done(self) -> int:
        return self.by_state.get(ActionState.DONE, 0)


def totals_of(actions: Any, today: date) -> Totals:
    """actions: a queryset. 2 queries."""
    rows = list(actions.order_by().values_list("state", "due_on", "cost_eur"))
    states = Counter(state for state, _due, _cost in rows)
    late = sum(1 for state, due, _cost in rows if due and due < today and state in ActionState.left())
    costs = [cost for _state, _due, cost in rows if cost is not None]
    effort = actions.order_by().aggregate(total=Sum("effort_days"))["total"]
    return Totals(
        len(rows), dict(states), late, sum(costs) if costs else None, effort, len(rows) - len(costs)
    )


def by_state(lines: Iterable[ActionLine]) -> list[tuple[str, str, list[ActionLine]]]:
    """The columns of the board: state, its word, its actions. What was dropped stands in the list alone."""
    columns: dict[str, list[ActionLine]] = {
        state: [] for state in ActionState.values if state != ActionState.DROPPED
    }
    for line in lines:
        if line.state in columns:
            columns[line.state].append(line)
    return [(state, str(ActionState(state).label), rows) for state, rows in columns.items()]
