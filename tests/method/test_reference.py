"""The ranking agrees with a slow and obvious one, for the point results and for a draw of the robustness."""

import numpy as np
import pytest
from hypothesis import given, settings

from method.draws import Draws, Stream
from method.figures import weigh
from method.parameters import Parameters
from method.ranking import rank
from method.robustness import resampled_groups
from tests.method import reference
from tests.method.worlds import inputs_of, worlds

POINT = Parameters(draws=0)


@settings(max_examples=150, deadline=None)
@given(worlds())
def test_rank_agrees_with_the_slow_reference(world):
    expected = reference.results(*world)
    result = rank(inputs_of(world), POINT).to_dict()
    for got, want in zip(result["domains"], expected, strict=True):
        for key, value in want.items():
            assert got[key] == pytest.approx(value, abs=2e-6), (got["code"], key)
    assert {name: count for name, count in result["counts"].items() if count} == reference.counts(expected)
    weights = {row["code"]: row["weight"] for row in result["stakeholders"]}
    assert weights == pytest.approx(reference.group_weights(world[0]), abs=2e-6)


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_draw_of_robustness_agrees_with_the_slow_reference(world):
    tables, codes = world
    ranking = rank(inputs_of(world), POINT)
    ranked = np.flatnonzero(ranking.significance_ranks)
    inputs, draws = ranking.inputs, Draws(Parameters(draws=5))
    weighted = np.array([weight is not None for weight in ranking.weights])
    ((_, groups),) = resampled_groups(ranking.panels, ranking.point, weighted, ranked, draws)
    weights = draws.weights(np.array([weight or 0.0 for weight in ranking.weights]))
    figures = weigh(groups, weights, ranking.point.feasibility[:, None], draws.parameters)

    complete = inputs.scores[ranking.panels.complete]
    assessors = _times(draws, Stream.ASSESSORS, inputs.people, complete["assessor"])
    numeric = inputs.practices[inputs.practices["level"] >= 0]
    practitioners = _times(draws, Stream.PRACTICE, inputs.people, numeric["assessor"])
    voters = {}
    for index, group in enumerate(inputs.groups):
        votes = inputs.votes[inputs.votes["group"] == index]
        voters[group.code] = _times(draws, Stream.VOTERS, inputs.respondents, votes["respondent"], index)

    for draw in range(5):
        drawn_weights = {
            group.code: None if weight is None else weights[index, draw]
            for index, (group, weight) in enumerate(zip(inputs.groups, ranking.weights, strict=True))
        }
        for index in ranked:
            expected = reference.domain_result(
                tables,
                codes[index],
                drawn_weights,
                assessors=lambda person, draw=draw: assessors[person][draw],
                voters=lambda group, draw=draw: lambda voter: voters[group][voter][draw],
                practitioners=lambda person, draw=draw: practitioners[person][draw],
            )
            # Statuses are those of the full panels: only figures are compared.
            assert figures.negative[index, draw] == pytest.approx(expected["negative"], abs=1e-9)
            assert figures.positive[index, draw] == pytest.approx(expected["positive"], abs=1e-9)
            assert figures.importance[index, draw] == pytest.approx(expected["importance"], abs=1e-9)
            assert groups.maturity[index, draw] == expected["maturity"]


def _times(draws, stream, people, rows, group=0):
    """How often each person of a panel is drawn, draw by draw, from the stream of that panel."""
    panel = sorted({people[index] for index in rows})
    drawn = draws.multiplicities(stream, len(panel), group).astype(int)
    return dict(zip(panel, drawn.tolist(), strict=True))
