"""The list that the administrators adopted: what the référentiel is built on."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain
from priorities.enums import Standing
from priorities.models import DecidedDomain, Decision


@dataclass(frozen=True)
class AdoptedDomain:
    """One domain of an adopted list.

    adopted_rank: 1, 2, 3… without ties; None for what is « à instruire » or « écarté ». computed_rank: of the run, by
    significance, ties shared; axis_rank: by priority of improvement; None where the run ranks it not. reason, settled_by:
    of the « écart motivé », empty and None without one.
    """

    domain: Domain
    standing: Standing
    adopted_rank: int | None
    computed_rank: int | None
    axis_rank: int | None
    is_deviation: bool
    reason: str
    settled_by: User | None

    @property
    def is_priority(self) -> bool:
        return self.standing == Standing.PRIORITY


@dataclass(frozen=True)
class AdoptedList:
    """domains: those with a rank, in order; then the others in the order of the standard."""

    decision: Decision
    domains: tuple[AdoptedDomain, ...]

    @property
    def adopted_on(self) -> date:
        assert self.decision.held_on is not None
        return self.decision.held_on

    @cached_property
    def priorities(self) -> tuple[AdoptedDomain, ...]:
        return tuple(row for row in self.domains if row.is_priority)

    @cached_property
    def deviations(self) -> tuple[AdoptedDomain, ...]:
        return tuple(row for row in self.domains if row.is_deviation)


def adopted_list(cycle: AssessmentCycle) -> AdoptedList | None:
    """What was adopted for the cycle, None before the adoption. 2 queries.

    It tells nobody's rights: a page that shows it asks `Decision.objects.visible_to` first.
    """
    decision = Decision.objects.of(cycle).adopted().select_related("cycle", "adopted_by").first()
    return None if decision is None else list_of(decision)


def list_of(decision: Decision) -> AdoptedList:
    """The domains of a decision, in the order of their adopted rank. 1 query."""
    rows = decision.domains.select_related("domain__core_subject", "settled_by").order_by("domain__order")
    ordered = sorted(rows, key=lambda row: (row.adopted_rank is None, row.adopted_rank or 0))
    return AdoptedList(decision, tuple(map(_adopted, ordered)))


def _adopted(row: DecidedDomain) -> AdoptedDomain:
    return AdoptedDomain(
        domain=row.domain,
        standing=Standing(row.standing),
        adopted_rank=row.adopted_rank,
        computed_rank=row.computed_rank,
        axis_rank=row.axis_rank,
        is_deviation=row.is_deviation,
        reason=row.reason,
        settled_by=row.settled_by,
    )
