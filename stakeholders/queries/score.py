"""The grid of an assessor: which impacts, with one's own scores only. What others gave is read in `spread_of_others`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.queries.history import meet
from iso26000.models import AssessmentCycle, Assessor, Domain
from rse_portal.common.folding import fold
from rse_portal.common.models import french_or_english
from stakeholders.models import Impact, ImpactScore, Stakeholder
from stakeholders.models.impact import BY_DOMAIN, CRITERIA, criterion_label
from stakeholders.queries.impact import CriterionSpread, spreads_of
from stakeholders.queries.impact_line import ImpactLine

PER_PAGE = 60
LEVELS = ("1", "2", "3", "4", "5")
GROUPS_SHOWN = 200  # in the list of a filter; the search finds the others


@dataclass(frozen=True)
class Selection:
    """What the address selects. domain: the code of a domain or of a core subject; stakeholder: a code."""

    search: str = ""
    domain: str = ""
    stakeholder: str = ""
    left: bool = False

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "Selection":
        return cls(
            search=parameters.get("q", "").strip(),
            domain=parameters.get("domaine", ""),
            stakeholder=parameters.get("partie", ""),
            left=parameters.get("reste", "") == "1",
        )

    def address(self, **more: str | int) -> str:
        """The parameters of an address that selects the same, encoded; those of `more` come first, « » leaves one out."""
        own = {"q": self.search, "domaine": self.domain, "partie": self.stakeholder, "reste": "1" * self.left}
        return urlencode({name: value for name, value in {**own, **more}.items() if value})

    @property
    def narrows(self) -> bool:
        return self != Selection()

    def filter(self, impacts: QuerySet[Impact]) -> QuerySet[Impact]:
        if self.search:
            words = fold(self.search)
            impacts = impacts.filter(
                Q(description__folded__contains=words)
                | Q(code__folded__contains=words)
                | Q(stakeholder__label_fr__folded__contains=words)
            )
        if self.domain:
            impacts = impacts.filter(Q(domain__code=self.domain) | Q(domain__core_subject__code=self.domain))
        if self.stakeholder:
            impacts = impacts.filter(stakeholder__code=self.stakeholder)
        return impacts


@dataclass(frozen=True)
class Clash:
    """One value that differs between what I wrote and what was saved elsewhere, in words; empty when missing."""

    label: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Cell:
    """One criterion of one impact. present: whether the impact has it. value: as the field shows it, empty when missing."""

    name: str
    label: str
    present: bool
    value: str
    error: str = ""

    @property
    def is_level(self) -> bool:
        return self.value in LEVELS


@dataclass(frozen=True)
class Line:
    """A row as it is drawn, in plain values. state: complete, draft or empty, of the score as saved (version 0, score
    None: none is). problem: what is wrong with the row rather than with one cell."""

    impact: ImpactLine
    cells: tuple[Cell, ...]
    rationale: str
    score: int | None
    version: int
    state: str
    problem: str
    clashes: tuple[Clash, ...]


@dataclass
class Row:
    """One line of the grid. values: what its fields show, by name, as text. stored: the score as saved (pk None: none)."""

    impact: Impact
    stored: ImpactScore
    values: dict[str, str]
    errors: Mapping[str, Sequence[str]] = field(default_factory=dict)
    clashes: Sequence[Clash] = ()

    def line(self, labels: Mapping[str, str]) -> Line:
        """labels: of the criteria, in the language of the page."""
        stored, criteria = self.stored, self.impact.criteria
        return Line(
            impact=ImpactLine.of(self.impact),
            cells=tuple(
                Cell(
                    name,
                    labels[name],
                    name in criteria,
                    self.values[name],
                    " ".join(self.errors.get(name, ())),
                )
                for name in CRITERIA
            ),
            rationale=self.values["rationale"],
            score=stored.pk,
            version=stored.version,
            state="empty" if not stored.pk else "complete" if stored.is_complete else "draft",
            problem=" ".join(
                text for name, texts in self.errors.items() if name not in CRITERIA for text in texts
            ),
            clashes=tuple(self.clashes),
        )


def impacts_to_score(
    cycle: AssessmentCycle, assessor: Assessor | None, selection: Selection
) -> QuerySet[Impact]:
    """The selected impacts that can be scored, in the order of the standard. « Left » is a NOT EXISTS that the unique
    index on (impact, assessor) answers."""
    impacts = Impact.objects.filter(cycle=cycle)
    impacts = impacts.left_for(assessor) if selection.left else impacts.to_score()
    return selection.filter(impacts).order_by(*BY_DOMAIN)


def read_rows(impacts: Iterable[Impact], assessor: Assessor | None) -> list[Row]:
    """The rows of these impacts with the scores of this assessor, of nobody else. 1 query; none without a seat."""
    impacts = list(impacts)
    own = (
        {
            score.impact_id: score
            for score in ImpactScore.objects.filter(impact__in=impacts, assessor=assessor)
        }
        if assessor
        else {}
    )
    return [_row(impact, own.get(impact.pk)) for impact in impacts]


def _row(impact: Impact, score: ImpactScore | None) -> Row:
    stored = score or ImpactScore(version=0)
    stored.impact = impact
    return Row(impact, stored, shown_values(stored))


def shown_values(score: ImpactScore) -> dict[str, str]:
    """Criteria and rationale as fields and scripts hold them: a missing value is empty, never 0."""
    values = {name: getattr(score, name) for name in CRITERIA}
    return {name: "" if value is None else str(value) for name, value in values.items()} | {
        "rationale": score.rationale
    }


def by_domain(rows: Iterable[Row]) -> list[tuple[Domain, list[Line]]]:
    """Rows that come in the order of the grid, as they are drawn, under their domains."""
    labels = {name: criterion_label(name) for name in CRITERIA}
    return [
        (domain, [row.line(labels) for row in group])
        for domain, group in groupby(rows, key=lambda row: row.impact.domain)
    ]


def next_left(
    cycle: AssessmentCycle, assessor: Assessor | None, selection: Selection, after: Impact | None
) -> tuple[Impact, int] | None:
    """The next impact to score after that one, from the start again beyond the end, and its page in the selection.

    None when nothing is left in the selection. At most 3 queries.
    """
    shown = impacts_to_score(cycle, assessor, selection)
    left = selection.filter(Impact.objects.filter(cycle=cycle).left_for(assessor)).order_by(*BY_DOMAIN)
    found = (left.exclude(_up_to(after)).first() if after else None) or left.first()
    if found is None:
        return None
    position = shown.filter(_up_to(found)).count()  # found itself included
    return found, (position - 1) // PER_PAGE + 1


def _up_to(impact: Impact) -> Q:
    """The impacts that do not come after that one in the order of the grid."""
    return Q(domain_id__lt=impact.domain_id) | Q(domain_id=impact.domain_id, code__lte=impact.code)


def groups_with_impacts(cycle: AssessmentCycle, chosen: str) -> list[tuple[str, str]]:
    """(code, label) of the first GROUPS_SHOWN stakeholders that have an impact in the cycle, and of the chosen one."""
    concerned = Exists(Impact.objects.filter(cycle=cycle, stakeholder=OuterRef("pk")).order_by())
    columns = ("code", "label_fr", "label_en")
    found = list(Stakeholder.objects.filter(concerned).order_by("code").values_list(*columns)[:GROUPS_SHOWN])
    if chosen and all(code != chosen for code, _french, _english in found):
        found += Stakeholder.objects.filter(code=chosen).values_list(*columns)
    return [(code, french_or_english(french, english)) for code, french, english in found]


# --- two writers of one score: two tabs, or an import meanwhile


def clashes_of(mine: Mapping[str, str], theirs: Mapping[str, str]) -> list[Clash]:
    """What differs, in the order of the grid."""
    return [
        Clash(criterion_label(name), mine[name], theirs[name]) for name in mine if mine[name] != theirs[name]
    ]


def only_read(stored: ImpactScore, read: int, mine: Mapping[str, Any]) -> bool:
    """Whether a stale row holds nothing but what was read: its writer did not touch it. 1 query and a few at most.

    stored: as it stands, saved. read: the version that its writer saw. mine: what they send, by column.
    """
    if read == 0:
        return not any(value is not None and value != "" for value in mine.values())
    merged = meet(stored, read, mine).merged
    return all(merged[name] == getattr(stored, name) for name in merged)


# --- the others, once one's own score is given


@dataclass(frozen=True)
class Spread:
    """What the others gave. people: how many of them, drafts included."""

    impact: Impact
    people: int
    spreads: Sequence[CriterionSpread]


def spread_of_others(impact: Impact, assessor: Assessor | None) -> Spread:
    """1 query. The caller has checked that the impact is revealed (`Impact.objects.revealed_to`)."""
    others = list(ImpactScore.objects.complete().filter(impact=impact).exclude(assessor=assessor).order_by())
    return Spread(impact, len(others), spreads_of(impact, others))
