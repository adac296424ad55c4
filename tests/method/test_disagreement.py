import numpy as np
import pytest

from method.disagreement import apart, disagreements, mean_distance
from method.parameters import Parameters
from method.ranking import rank
from tests.method.exercise import DATA, DOMAINS
from tests.method.worlds import domain_codes, make_world
from tests.support.ranking_inputs import build, example_tables


def by_pairs(answers: list[int]) -> float:
    pairs = [abs(a - b) for i, a in enumerate(answers) for b in answers[i + 1 :]]
    return sum(pairs) / len(pairs)


@pytest.mark.parametrize("answers", [[0, 4], [1, 1, 1], [0, 0, 4, 4], [0, 1, 2, 3, 4], [2, 2, 3, 1, 4, 4, 0]])
def test_mean_distance_is_that_of_every_pair(answers):
    counts = np.bincount(answers, minlength=5)
    assert mean_distance(counts) == pytest.approx(by_pairs(answers))


def test_readings_have_bounds():
    assert [apart(value) for value in (0.0, 0.8, 0.81, 1.19, 1.2, 4.0)] == [
        "consensus", "consensus", "nuanced", "nuanced", "split", "split",
    ]  # fmt: skip


def test_colleges_apart_by_two_levels_split_a_domain():
    tables = example_tables()
    first, second = (row["code"] for row in tables["stakeholders"][:2])
    for row in tables["importance"]:
        if row["domain"] == DATA:
            row["importance"] = "4" if row["stakeholder"] == first else "0"
    found = disagreements(rank(build(tables, DOMAINS), Parameters(draws=0)))[DOMAINS.index(DATA)]
    assert (found.colleges, found.lowest, found.highest) == (4.0, second, first)
    assert found.reading == "split"


def test_nobody_is_no_consensus():
    tables = {"stakeholders": example_tables()["stakeholders"]}
    found = disagreements(rank(build(tables, DOMAINS), Parameters(draws=0)))
    assert [one.reading for one in found] == ["", "", ""]


def test_every_figure_is_known_or_none():
    codes = domain_codes(9)
    for found in disagreements(
        rank(build(make_world(3, domains=9, groups=4, assessors=5), codes), Parameters(draws=0))
    ):
        for value in (found.assessors, found.practice, found.voters, found.colleges):
            assert value is None or 0 <= value <= 4
