"""Reads of the registry: the list with its figures of a cycle, the tree, what concerns a stakeholder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils.translation import get_language

from iso26000.models import AssessmentCycle, Domain
from method.weights import PRESENT, SALIENCE_CLASSES
from rse_portal.common.folding import Folded
from rse_portal.common.models import french_or_english
from stakeholders.enums import Polarity, Salience, StakeholderKind, StakeholderScope
from stakeholders.models import Stakeholder
from stakeholders.models.stakeholder import WEIGHING
from stakeholders.queries.significance import CycleWeights, salience_of
from stakeholders.queries.tree import branch_of, parents_of_all, under

DEFAULT_ORDER = "code"  # codes keep sub-groups under their group
ATTRIBUTES = ("power", "legitimacy", "urgency")
FLOOR_POINTS = 6  # FLOOR in twenty-fourths: r = (P + L + U + 3·Dep) / 24


def with_significance(
    rows: "QuerySet[Stakeholder]", cycle: AssessmentCycle | None
) -> "QuerySet[Stakeholder]":
    """Join the one row of significance of `cycle` as `in_cycle`; nobody has one when there is no cycle."""
    condition = Q(significances__cycle=cycle) if cycle else Q(significances__pk=None)
    return rows.annotate(in_cycle=FilteredRelation("significances", condition=condition))


def of_salience(salience: Salience) -> Q:
    """Rows of `with_significance` in that class; those with an unknown score are in none."""
    wanted = next(levels for levels, name in SALIENCE_CLASSES.items() if name == salience)
    condition = Q()
    for name, present in zip(ATTRIBUTES, wanted, strict=True):
        condition &= Q(**{f"in_cycle__{name}__{'gte' if present else 'lt'}": PRESENT})
    return condition


def to_qualify() -> Q:
    """Rows of `with_significance` that the cycle expects and cannot weigh yet."""
    unknown = Q()
    for name in WEIGHING:
        unknown |= Q(**{f"in_cycle__{name}": None})
    return Q(in_cycle__isnull=False, is_stakeholder=True, parent=None) & unknown


def _sorting_values() -> dict[str, Any]:
    """What each column is sorted by: an expression over `with_significance`."""
    label = "label_en" if (get_language() or "fr").startswith("en") else "label_fr"
    points = F("in_cycle__power") + F("in_cycle__legitimacy") + F("in_cycle__urgency")
    points = points + 3 * F("in_cycle__dependency")
    weight = Case(
        When(Q(parent__isnull=False) | Q(is_stakeholder=False), then=Value(None)),
        When(Q(in_cycle__disadvantaged=True, _points__lt=FLOOR_POINTS), then=Value(FLOOR_POINTS)),
        default=F("_points"),
        output_field=IntegerField(),
    )
    present = [
        Case(
            When(**{f"in_cycle__{name}__gte": PRESENT}, then=Value(1)),
            When(**{f"in_cycle__{name}__lt": PRESENT}, then=Value(0)),
            output_field=IntegerField(),
        )
        for name in ATTRIBUTES
    ]
    return {
        "nom": Folded(label),
        "code": F("code"),
        "perimetre": F("scope"),
        "classe": present[0] + present[1] + present[2],
        "poids": weight,
        "date": F("in_cycle__assessed_on"),
        "_points": points,
    }


SORTS = ("nom", "code", "perimetre", "classe", "poids", "date")


def in_order(rows: "QuerySet[Stakeholder]", order: str) -> "QuerySet[Stakeholder]":
    """order: one of SORTS, with « - » before it for the largest first. What is unknown always comes last."""
    name = order.removeprefix("-")
    values = _sorting_values()
    rows = rows.annotate(_points=values["_points"]) if name == "poids" else rows
    value = values[name]
    by = value.desc(nulls_last=True) if order.startswith("-") else value.asc(nulls_last=True)
    return rows.order_by(by, "code")


@dataclass(frozen=True)
class Row:
    """One line of the list, in plain values. depth: how far it is indented under the rows above; parent: the label of
    its group where that row is not above it; share: its weight, 0–1; expected: by the cycle."""

    pk: int
    code: str
    label: str
    kind: str
    scope: str
    is_stakeholder: bool
    has_parent: bool
    depth: int
    parent: str
    power: int | None
    legitimacy: int | None
    urgency: int | None
    share: float | None
    expected: bool
    assessed_on: date | None

    @property
    def kind_words(self) -> str:
        return str(StakeholderKind(self.kind).label)

    @property
    def scope_words(self) -> str:
        return str(StakeholderScope(self.scope).label)

    @property
    def salience(self) -> Salience | None:
        return salience_of(self)

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share


def rows_of(stakeholders: Iterable[Any], weights: CycleWeights) -> list[Row]:
    """stakeholders: a page of `list_of`. No query."""
    shares, rows, above = weights.shares(), [], list[int]()
    for found in stakeholders:
        while above and above[-1] != found.parent_id:
            above.pop()
        rows.append(
            Row(
                pk=found.pk,
                code=found.code,
                label=french_or_english(found.label_fr, found.label_en),
                kind=found.kind,
                scope=found.scope,
                is_stakeholder=found.is_stakeholder,
                has_parent=found.parent_id is not None,
                depth=len(above),
                parent=""
                if above
                else french_or_english(found.parent__label_fr, found.parent__label_en) or "",
                power=found.power,
                legitimacy=found.legitimacy,
                urgency=found.urgency,
                share=shares.get(found.pk),
                expected=weights.expects(found.pk),
                assessed_on=found.assessed_on,
            )
        )
        above.append(found.pk)
    return rows


def list_of(rows: "QuerySet[Stakeholder]", order: str) -> "QuerySet[Stakeholder, Any]":
    """Rows of `with_significance` in that order, as plain values: what the list shows of them. One query for a page."""
    figures: Any = rows.annotate(
        power=F("in_cycle__power"),
        legitimacy=F("in_cycle__legitimacy"),
        urgency=F("in_cycle__urgency"),
        assessed_on=F("in_cycle__assessed_on"),
    )
    return in_order(figures, order).values_list(  # type: ignore[misc]
        "pk",
        "code",
        "label_fr",
        "label_en",
        "kind",
        "scope",
        "is_stakeholder",
        "parent_id",
        "parent__label_fr",
        "parent__label_en",
        "power",
        "legitimacy",
        "urgency",
        "assessed_on",
        named=True,
    )


# --- who and where


def possible_parents() -> "QuerySet[Stakeholder]":
    """Groups that may hold others. Organisations hold nobody."""
    return Stakeholder.objects.current().filter(kind=StakeholderKind.GROUP).order_by("code")


def parent_groups() -> "QuerySet[Stakeholder]":
    """Groups that hold others today."""
    held = Stakeholder.objects.current().filter(parent=OuterRef("pk"))
    return Stakeholder.objects.current().filter(Exists(held)).order_by("code")


def under_themselves(moved: Iterable[Stakeholder], parent: Stakeholder) -> list[Stakeholder]:
    """Those of `moved` that would close a loop if they stood under `parent`. 1 query."""
    above = branch_of(parent.pk, parents_of_all())
    return [row for row in moved if row.pk in above]


@dataclass(frozen=True)
class Family:
    """ancestors: from the top down. children: direct ones. merged: those that were merged into this one."""

    ancestors: Sequence[Stakeholder]
    children: Sequence[Stakeholder]
    merged: Sequence[Stakeholder]
    under: set[int]


def family_of(stakeholder: Stakeholder) -> Family:
    """2 queries."""
    parents = parents_of_all()
    above = branch_of(stakeholder.pk, parents)[1:]
    near = Stakeholder.objects.filter(Q(parent=stakeholder) | Q(merged_into=stakeholder) | Q(pk__in=above))
    found = {row.pk: row for row in near.order_by("code")}
    return Family(
        ancestors=[found[pk] for pk in reversed(above)],
        children=[
            row for row in found.values() if row.parent_id == stakeholder.pk and row.merged_into_id is None
        ],
        merged=[row for row in found.values() if row.merged_into_id == stakeholder.pk],
        under=under(stakeholder.pk, parents),
    )


# --- what concerns it


@dataclass
class DomainConcern:
    domain: Domain
    negative: int = 0
    positive: int = 0
    none: int = 0
    votes: int = 0


@dataclass(frozen=True)
class Concerns:
    """What a cycle holds about a stakeholder and all that stands under it, by domain in clause order."""

    rows: Sequence[DomainConcern]

    @property
    def with_impacts(self) -> list[DomainConcern]:
        return [row for row in self.rows if row.negative or row.positive]

    @property
    def without_impacts(self) -> list[DomainConcern]:
        """Where the absence of impact was declared, or where only votes were cast."""
        return [row for row in self.rows if not (row.negative or row.positive)]

    @property
    def impacts(self) -> int:
        return sum(row.negative + row.positive for row in self.rows)

    @property
    def votes(self) -> int:
        return sum(row.votes for row in self.rows)


def concerns_of(stakeholder: Stakeholder, under: Iterable[int], cycle: AssessmentCycle) -> Concerns:
    """Impacts and votes of the cycle, counted by domain. 3 queries.

    Votes are reached from the cycle: their model belongs to an app above this one.
    """
    these = [stakeholder.pk, *under]
    impacts = cycle.impacts.filter(stakeholder__in=these).order_by()
    by_impact = list(impacts.values_list("domain", "polarity").annotate(Count("pk")))
    votes = cycle.votes.filter(stakeholder__in=these).order_by()
    by_vote = list(votes.values_list("domain").annotate(Count("pk")))
    domains = Domain.objects.select_related("core_subject").in_bulk(
        {row[0] for row in (*by_impact, *by_vote)}
    )
    rows = {pk: DomainConcern(domain) for pk, domain in domains.items()}
    for pk, polarity, count in by_impact:
        setattr(rows[pk], Polarity(polarity).value, count)
    for pk, count in by_vote:
        rows[pk].votes = count
    return Concerns(sorted(rows.values(), key=lambda row: row.domain.order))
