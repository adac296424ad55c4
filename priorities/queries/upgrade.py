"""What the upgrade of a cycle to another version of the standard would move, leave behind, and do to the ranks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from dialogue.models import FeedbackCoding, ImportanceVote
from iso26000.enums import Fate
from iso26000.models import AssessmentCycle, Domain, Evidence, Finding, PracticeAssessment
from iso26000.queries.correspondence import Passage, Route, agreed
from method.parameters import Parameters
from method.ranking import rank
from priorities.models import CriterionScore, FinancialView, RankingRun
from priorities.queries.comparison import Place, place_of
from priorities.queries.inputs import read_inputs
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore

KINDS = (
    "impacts",
    "scores",
    "votes",
    "practices",
    "evidence",
    "criteria",
    "findings",
    "financial",
    "codings",
)
IN_WORDS = ("financial", "codings")  # told in a sentence: most cycles have none, or all of them stay
# Of a merged domain: given for one part, and proposed again « à confirmer » for the whole.
PROPOSED = ("practices", "evidence")


@dataclass(frozen=True)
class Moved:
    """One domain of the version left: how many rows of each kind it holds, and how many of them stay behind.

    A sentence is coded in the cycle in which it was said, and answered there: codings all stay, and are counted.
    """

    passage: Passage
    counts: dict[str, int]
    stays: dict[str, int]

    @property
    def moves(self) -> dict[str, int]:
        return {kind: self.counts[kind] - self.stays[kind] for kind in KINDS}

    @property
    def cells(self) -> list[tuple[int, int]]:
        """(moves, in all) of each kind that has a column, in the order of KINDS."""
        return [(self.moves[kind], self.counts[kind]) for kind in KINDS if kind not in IN_WORDS]


@dataclass(frozen=True)
class Upgrade:
    """rows: one per domain of the version left, in order."""

    route: Route
    rows: tuple[Moved, ...]

    def total(self, what: str) -> dict[str, int]:
        """what: « counts », « moves », « stays »."""
        return {kind: sum(getattr(row, what)[kind] for row in self.rows) for kind in KINDS}

    @property
    def staying(self) -> list[Moved]:
        """Those of which something cannot go, codings apart."""
        return [row for row in self.rows if any(n for kind, n in row.stays.items() if kind != "codings")]

    @property
    def changing(self) -> list[Moved]:
        return [row for row in self.rows if row.passage.fate != Fate.SAME]

    @property
    def to_confirm(self) -> int:
        return sum(
            row.moves[kind] for row in self.rows for kind in PROPOSED if row.passage.fate == Fate.MERGED
        )


def read_upgrade(cycle: AssessmentCycle, route: Route) -> Upgrade:
    """3 queries, 1 without merged domains."""
    sources: dict[str, Any] = {
        "impacts": Impact.objects.filter(cycle=cycle),
        "none": Impact.objects.filter(cycle=cycle).none_declared(),
        "votes": ImportanceVote.objects.filter(cycle=cycle),
        "practices": PracticeAssessment.objects.filter(cycle=cycle),
        "evidence": Evidence.objects.filter(cycle=cycle),
        "criteria": CriterionScore.objects.filter(cycle=cycle),
        "findings": Finding.objects.filter(cycle=cycle),
        "financial": FinancialView.objects.filter(cycle=cycle),
        "codings": FeedbackCoding.objects.filter(feedback__cycle=cycle),
    }
    figures = {name: _counted(rows, "domain") for name, rows in sources.items()}
    figures["scores"] = _counted(ImpactScore.objects.filter(impact__cycle=cycle), "impact__domain")
    figures["none_scores"] = _counted(
        ImpactScore.objects.filter(impact__cycle=cycle, impact__polarity=Polarity.NONE), "impact__domain"
    )
    names = (*sources, "scores", "none_scores")
    found = {
        row[0]: dict(zip(names, row[1:], strict=True))
        for row in Domain.objects.filter(standard=route.old.pk)
        .annotate(**{f"n_{name}": figures[name] for name in names})
        .values_list("pk", *(f"n_{name}" for name in names))
    }
    votes = _disagreeing(ImportanceVote, ("stakeholder", "respondent", "importance"), cycle, route)
    criteria = _disagreeing(CriterionScore, ("criterion", "value"), cycle, route)
    rows = []
    for passage in route.passages:
        counts = found[passage.domain.pk]
        none, none_scores = counts.pop("none"), counts.pop("none_scores")
        stays = dict.fromkeys(KINDS, 0) | {"codings": counts["codings"]}
        if not passage.moves:
            stays = dict(counts)
        elif passage.fate == Fate.MERGED:
            key = passage.domain.pk
            stays |= {"impacts": none, "scores": none_scores, "votes": votes[key], "criteria": criteria[key]}
            stays["financial"] = counts["financial"]
        rows.append(Moved(passage, counts, stays))
    return Upgrade(route, tuple(rows))


def _counted(rows: Any, field: str) -> Coalesce:
    """How many of `rows` the domain at hand has."""
    found = rows.filter(**{field: OuterRef("pk")}).order_by().values(field).annotate(n=Count("pk"))
    return Coalesce(Subquery(found.values("n"), IntegerField()), 0)


def _disagreeing(model: Any, fields: tuple[str, ...], cycle: AssessmentCycle, route: Route) -> Counter[int]:
    """Rows of the merged domains by the same voice that said different things of the parts. 1 query."""
    if not route.merged:
        return Counter()
    rows = model.objects.filter(Q(cycle=cycle), domain__in=route.merged).order_by()
    return agreed(rows.values_list("domain", *fields).iterator(20_000), route).left


@dataclass(frozen=True)
class RankMove:
    """A domain of the new version: its rank, and those of the domains that lead to it."""

    domain: Domain
    fate: str
    before: tuple[tuple[Domain, Place], ...]
    after: Place
    verdict: str
    crosses: str

    @property
    def moves(self) -> bool:
        return len(self.before) != 1 or self.before[0][1].rank != self.after.rank


@dataclass(frozen=True)
class RankPreview:
    """moves: in the order of the new ranking, what is not ranked last. gone: domains whose rank goes to no one.
    inputs_sha256: of what the worker would compile right after the upgrade."""

    moves: tuple[RankMove, ...]
    gone: tuple[tuple[Passage, Place], ...]
    top: int
    result: dict[str, Any]

    @property
    def inputs_sha256(self) -> str:
        return str(self.result["inputs_sha256"])

    @property
    def changed(self) -> list[RankMove]:
        return [move for move in self.moves if move.moves]


def preview_ranks(cycle: AssessmentCycle, route: Route, run: RankingRun | None) -> RankPreview:
    """The ranking that the worker would compile after the upgrade, with the settings of `run`, the last one. Nothing is
    kept. 11 queries, and the time of a compilation."""
    parameters = Parameters.from_dict(run.parameters) if run else Parameters()
    result = rank(read_inputs(cycle, route), parameters).to_dict()
    before = {row["code"]: row for row in run.result["domains"]} if run else {}
    after = {row["code"]: row for row in result["domains"]}
    places = {
        passage.domain.pk: place_of(before.get(passage.domain.code), "significance")
        for passage in route.passages
    }
    moves = [_move(domain, route, places, after[domain.code], parameters.top) for domain in route.arrivals]
    moves.sort(key=lambda move: (move.after.rank is None, move.after.rank or 0, move.domain.order))
    gone = [
        (passage, places[passage.domain.pk])
        for passage in route.of(Fate.SPLIT, Fate.DROPPED)
        if places[passage.domain.pk].rank
    ]
    return RankPreview(tuple(moves), tuple(gone), parameters.top, result)


def _move(
    domain: Domain, route: Route, places: dict[int, Place], figures: dict[str, Any], top: int
) -> RankMove:
    origins: Sequence[Passage] = route.origins[domain.pk]
    before = tuple((passage.domain, places[passage.domain.pk]) for passage in origins)
    after = place_of(figures, "significance")
    drawn = (figures["robustness"] or {}).get("significance") or {}
    was = any(place.rank is not None and place.rank <= top for _domain, place in before)
    now = after.rank is not None and after.rank <= top
    return RankMove(
        domain=domain,
        fate=origins[0].fate if origins else "",
        before=before,
        after=after,
        verdict=drawn.get("verdict", ""),
        crosses="" if was == now else "in" if now else "out",
    )
