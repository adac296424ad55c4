"""The robustness of a typical cycle, 2,000 draws, against its matrix products alone.

70,000 scores by 50 assessors on 1,400 impacts, some 10,000 votes; in 10 groups as the demo mutual has them, and in 30. The
figure is what 2,000 draws add to the point results. The floor is the product a bootstrap comes down to, in bare NumPy and
single precision, by blocks of draws: (draws × people) · (people × items · criteria · 5 levels), nothing done with it.
On one thread and on two: where the machine is busy, two threads of one product wait for each other.
"""

from dataclasses import replace
from json import dumps
from pathlib import Path

import numpy as np

from benchmarks.measure import Figure, Spread, against, alternate, child
from method.aggregation import Ratings
from method.arrays import Floats
from method.draws import Draws, Stream
from method.figures import point_figures, weigh
from method.inputs import (
    CRITERION_DTYPE,
    EVIDENCE_DTYPE,
    FEEDBACK_DTYPE,
    IMPACT_DTYPE,
    NEGATIVE,
    POSITIVE,
    PRACTICE_DTYPE,
    SCORE_DTYPE,
    VOTE_DTYPE,
    Domain,
    Group,
    RankingInputs,
)
from method.panels import Panels
from method.parameters import Parameters
from method.robustness import robustness
from method.severity import KINDS
from method.weights import weights

DOMAINS, IMPACTS, ASSESSORS, LEVELS = 45, 1_400, 50, 5
SHAPES = ((10, 22), (30, 7))  # groups, voters of each
ROUNDS, BLOCK = 7, 250


def typical(groups: int, voters: int) -> RankingInputs:
    rng = np.random.default_rng(1)
    impacts = np.zeros(IMPACTS, IMPACT_DTYPE)
    impacts["domain"], impacts["group"] = np.arange(IMPACTS) % DOMAINS, rng.integers(groups, size=IMPACTS)
    impacts["polarity"] = np.where(rng.random(IMPACTS) < 0.7, NEGATIVE, POSITIVE)
    impacts["potential"], impacts["human_rights"] = rng.random(IMPACTS) < 0.5, rng.random(IMPACTS) < 0.2
    scores = np.zeros(IMPACTS * ASSESSORS, SCORE_DTYPE)
    scores["impact"], scores["assessor"] = np.divmod(np.arange(len(scores)), ASSESSORS)
    for criterion in ("scale", "scope", "irremediability", "likelihood"):
        scores[criterion] = rng.integers(1, 6, size=len(scores))
    votes = np.zeros(DOMAINS * groups * voters, VOTE_DTYPE)
    votes["respondent"] = np.arange(len(votes)) % (groups * voters)
    votes["domain"], votes["group"] = (
        np.arange(len(votes)) // (groups * voters),
        votes["respondent"] // voters,
    )
    votes["importance"] = rng.integers(5, size=len(votes))
    practices = np.zeros(DOMAINS * 12, PRACTICE_DTYPE)
    practices["domain"], practices["assessor"] = np.divmod(np.arange(len(practices)), 12)
    practices["level"], practices["reasoned"] = rng.integers(5, size=len(practices)), True
    return RankingInputs(
        domains=tuple(Domain(f"6.{n}", "6") for n in range(DOMAINS)),
        groups=tuple(Group(f"G{n:02}", 1 + n % 4, 2, 1 + n % 3, 3, False) for n in range(groups)),
        people=tuple(f"E{n:02}" for n in range(ASSESSORS)),
        impacts=impacts,
        impact_codes=tuple(f"I{n:04}" for n in range(IMPACTS)),
        scores=scores,
        votes=votes,
        respondents=tuple(f"R{n:03}" for n in range(groups * voters)),
        practices=practices,
        evidence=np.zeros(0, EVIDENCE_DTYPE),
        criteria=np.zeros(0, CRITERION_DTYPE),
        feedback=np.zeros(DOMAINS, FEEDBACK_DTYPE),
    )


def products(panels: Panels, draws: Draws) -> list[tuple[Floats, Floats]]:
    """For each panel, who is drawn how often in each draw, and who put what where."""
    people = draws.multiplicities(Stream.ASSESSORS, len(panels.impact_panel[0]))
    sets = [(panels.impacts(kind, np.ones(IMPACTS, bool))[1], people) for kind in KINDS]
    for group in range(len(panels.inputs.groups)):
        ratings = panels.importance(group)
        sets.append((ratings, draws.multiplicities(Stream.VOTERS, ratings.raters, group)))
    practice = panels.practice()
    sets.append((practice, draws.multiplicities(Stream.PRACTICE, practice.raters)))
    return [(np.ascontiguousarray(multiplicity.T), _histograms(ratings)) for ratings, multiplicity in sets]


def _histograms(ratings: Ratings) -> Floats:
    criteria = ratings.levels.shape[1]
    put = np.zeros((ratings.raters, ratings.items, criteria, LEVELS), np.float32)
    for criterion in range(criteria):
        put[ratings.rater, ratings.item, criterion, ratings.levels[:, criterion]] = 1
    return put.reshape(ratings.raters, -1)


def run(folder: Path) -> list[Figure]:
    """One thread is what the worker has, and what the target is about; two are there to compare."""
    (folder / "logs").mkdir(parents=True)
    found = []
    for threads in ("1", "2"):
        more = {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        for (groups, _voters), told in zip(SHAPES, child(folder, "robustness", **more), strict=True):
            what = f"Robustesse, 2 000 tirages, {groups} groupes, {threads} fil" + "s" * (threads > "1")
            ours, floor = Spread(*told["ours"]), Spread(*told["floor"])
            figure = against(what, ours, floor, "produits de matrices", 3)
            found.append(figure if threads == "1" else replace(figure, target="", met=None))
    return found


def measure(groups: int, voters: int) -> dict[str, list[float]]:
    parameters = Parameters()
    inputs = typical(groups, voters).canonical()
    panels = Panels(inputs)
    point = point_figures(panels, parameters)
    shares = weights(inputs.groups)
    figures = weigh(point.groups, np.array(shares, float), point.feasibility, parameters)
    pairs = products(panels, Draws(parameters))

    def ours() -> None:
        robustness(panels, point, figures, shares, np.arange(DOMAINS), parameters, lambda fraction: None)

    def floor() -> None:
        for drawn, put in pairs:
            for first in range(0, parameters.draws, BLOCK):
                np.matmul(drawn[first : first + BLOCK], put)

    found = alternate({"ours": ours, "floor": floor}, ROUNDS)
    return {name: spread.row() for name, spread in found.items()}


if __name__ == "__main__":
    print(dumps([measure(*shape) for shape in SHAPES]))
