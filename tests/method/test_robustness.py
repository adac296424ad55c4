"""Robustness: what the draws must respect whatever they are."""

from unittest.mock import ANY

import numpy as np
import pytest
from hypothesis import given, settings

from method import resampling
from method.acceptability import Acceptability, acceptability, verdict
from method.aggregation import Ratings
from method.draws import Draws, Stream
from method.parameters import Parameters
from method.ranking import rank
from method.resampling import Resampling
from method.robustness import known
from tests.method.worlds import domain_codes, inputs_of, make_world, worlds
from tests.support.ranking_inputs import build, example

KINDS = ("significance", "priority", "significance_assessors", "priority_assessors", "sensitivity")
FULL = (make_world(11, domains=9, groups=4, assessors=6, full=True), domain_codes(9))


@settings(max_examples=25, deadline=None)
@given(worlds(full=True))
def test_probabilities_add_up_by_rank_and_by_domain(world):
    ranking = rank(inputs_of(world), Parameters(draws=50))
    count = int((ranking.significance_ranks > 0).sum())
    if count == 0:
        assert ranking.robustness is None
        return
    for kind in KINDS:
        accepted: Acceptability = getattr(ranking.robustness, kind)
        assert (accepted.counts.sum(axis=1) == 50).all()  # Σ_r b = 1 for each domain
        for top in range(1, count + 1):
            total = sum(accepted.probability(domain, top) for domain in range(count))
            assert total == pytest.approx(top)  # Σ_d P(rank ≤ k) = k


def test_ties_inside_a_draw_are_broken_at_random():
    values = np.repeat([[5.0], [5.0000001], [7.0]], 400, axis=1)
    accepted = acceptability(values, Draws(Parameters(draws=400)).tie_breaks(3))
    assert accepted.counts[2].tolist() == [400, 0, 0]
    assert 150 < accepted.counts[0, 1] < 250
    assert accepted.counts[0, 1] + accepted.counts[1, 1] == 400


def test_tie_breaks_never_pass_a_real_difference():
    values = np.array([[50.000001], [50.000002], [0.0]])
    accepted = acceptability(values, np.array([[0.0, 0.999999, 0.5]]))
    assert accepted.counts.argmax(axis=1).tolist() == [1, 0, 2]


def test_interval_is_the_fifth_and_ninety_fifth_percentile():
    counts = np.zeros((1, 10), int)
    counts[0, [1, 2, 6, 8]] = [4, 46, 45, 5]
    assert Acceptability(counts, np.zeros((1, 2)), 100).interval(0) == (3, 7)
    counts[0, [1, 2]] = [5, 45]
    assert Acceptability(counts, np.zeros((1, 2)), 100).interval(0) == (2, 7)
    ranks = np.repeat(np.arange(1, 11), counts[0])
    wanted = np.percentile(ranks, [5, 95], method="inverted_cdf")
    assert Acceptability(counts, np.zeros((1, 2)), 100).interval(0) == tuple(wanted)


@pytest.mark.parametrize(
    ("probability", "word"),
    [(1, "robust"), (0.9, "robust"), (0.8999, "probable"), (0.5, "probable"), (0.1, "uncertain"), (0, "out")],
)
def test_verdict_follows_the_probability(probability, word):
    assert verdict(probability) == word


def test_identical_assessors_and_fixed_weights_leave_no_doubt():
    tables, codes = FULL
    first = {row["impact"]: row for row in tables["impact_scores"]}
    same = {
        "impact_scores": [
            first[row["impact"]] | {"assessor": row["assessor"]} for row in tables["impact_scores"]
        ],
        "importance": [
            row | {"importance": 1 + codes.index(row["domain"]) % 4} for row in tables["importance"]
        ],
        "practices": [row | {"level": codes.index(row["domain"]) % 5} for row in tables["practices"]],
    }
    inputs = build({**tables, **same}, codes)
    ranking = rank(inputs, Parameters(draws=100, concentration=1e15))
    assert len(set(ranking.significance_ranks)) == len(set(ranking.priority_ranks)) == 9  # no ties to break
    for kind, ranks in (("significance", ranking.significance_ranks), ("priority", ranking.priority_ranks)):
        for name in (kind, f"{kind}_assessors"):
            accepted = getattr(ranking.robustness, name)
            assert all(accepted.probability(domain, 3) in (0, 1) for domain in range(9))
            assert (accepted.counts.argmax(axis=1) + 1).tolist() == ranks.tolist()


def test_assessors_alone_leave_less_doubt_than_assessors_and_weights():
    ranking = rank(inputs_of(FULL), Parameters(draws=400, concentration=5)).robustness
    widths = {
        name: sum(high - low for low, high in map(getattr(ranking, name).interval, range(9)))
        for name in ("significance", "significance_assessors")
    }
    assert widths["significance"] > widths["significance_assessors"]


def test_same_seed_gives_the_same_ranking_and_another_seed_another():
    inputs = inputs_of(FULL)
    first, again, other = (
        rank(inputs, Parameters(draws=200, seed=seed, top=3)).to_dict() for seed in (1, 1, 2)
    )
    assert first == again
    assert [row["significance"] for row in first["domains"]] == [
        row["significance"] for row in other["domains"]
    ]
    assert [row["robustness"] for row in first["domains"]] != [row["robustness"] for row in other["domains"]]


@pytest.mark.parametrize("aggregation", ["median", "mean", "trimmed_mean"])
def test_block_size_changes_nothing(monkeypatch, aggregation):
    inputs, parameters = inputs_of(FULL), Parameters(draws=150, aggregation=aggregation)
    whole = rank(inputs, parameters).to_dict()
    for draws, items in ((500, 1), (40, 64), (7, 5)):
        monkeypatch.setattr(resampling, "BLOCK_DRAWS", draws)
        monkeypatch.setattr(resampling, "BLOCK_ITEMS", items)
        assert rank(inputs, parameters).to_dict() == whole


@pytest.mark.parametrize("aggregation", ["median", "mean", "trimmed_mean"])
def test_resampled_figures_are_those_of_the_drawn_ratings(aggregation):
    random = np.random.default_rng(4)
    levels = random.integers(0, 5, (40, 2))
    item, rater = np.divmod(np.sort(random.choice(70, 40, replace=False)), 7)
    ratings = Ratings(10, 7, item, rater, levels, lowest=1)
    drawn = Draws(Parameters(draws=30)).multiplicities(Stream.ASSESSORS, 7)
    full = ratings.location(aggregation)
    for items, figures in Resampling(ratings, drawn, aggregation).figures(slice(0, 30)):
        for position, index in enumerate(range(10)[items]):
            rows = item == index
            for draw in range(30):
                times = drawn[rater[rows], draw].astype(int)
                if (
                    times.sum() == 0
                ):  # nobody, or nobody drawn: the figure of the full panel, unknown if it is
                    wanted = full[index]
                else:
                    again = np.repeat(levels[rows], times, axis=0)
                    alone = Ratings(1, 99, np.zeros(len(again), int), np.arange(len(again)), again, lowest=1)
                    wanted = alone.location(aggregation)[0]
                assert figures[position, :, draw] == pytest.approx(wanted, nan_ok=True)


def test_voter_of_two_subgroups_counts_twice():
    twice = Ratings(1, 2, np.array([0, 0, 0]), np.array([0, 0, 1]), np.array([[0], [0], [4]]))
    drawn = np.array([[1.0, 0.0, 2.0], [1.0, 2.0, 0.0]], np.float32)
    ((_, figures),) = Resampling(twice, drawn).figures(slice(0, 3))
    assert figures[0, 0].tolist() == [0.0, 4.0, 0.0]
    everyone = np.repeat(np.arange(1500), 2)
    large = Ratings(1, 1500, np.zeros(3000, int), everyone, np.tile([[0], [1]], (1500, 1)))
    ((_, figures),) = Resampling(large, np.ones((1500, 1), np.float32)).figures(slice(0, 1))
    assert figures[0, 0].tolist() == [0.5]


@pytest.mark.parametrize("raters", [2047, 2048, 5000])
@pytest.mark.parametrize("aggregation", ["median", "mean", "trimmed_mean"])
def test_large_panels_are_exact(raters, aggregation):
    # The same answers by all, then by all but one: the largest balances there can be.
    levels = np.repeat([[4, 0], [3, 1]], raters, axis=0)
    levels[[0, raters]] = [[0, 4], [1, 3]]
    ratings = Ratings(2, raters, *np.divmod(np.arange(2 * raters), raters), levels)
    drawn = Draws(Parameters(draws=20)).multiplicities(Stream.ASSESSORS, raters)
    ((_, figures),) = Resampling(ratings, drawn, aggregation).figures(slice(0, 20))
    for draw in range(20):
        times = drawn[:, draw].astype(int)
        again = np.repeat(levels[:raters], times, axis=0), np.repeat(levels[raters:], times, axis=0)
        alone = Ratings(
            2, raters, np.repeat([0, 1], raters), np.tile(np.arange(raters), 2), np.concatenate(again)
        )
        assert (figures[:, :, draw] == alone.location(aggregation)).all()


def test_multiplicities_draw_the_whole_panel_again():
    drawn = Draws(Parameters(draws=500)).multiplicities(Stream.ASSESSORS, 12)
    assert drawn.shape == (12, 500)
    assert (drawn.sum(axis=0) == 12).all()
    assert drawn.mean(axis=1) == pytest.approx(np.ones(12), abs=0.2)
    assert Draws(Parameters(draws=5)).multiplicities(Stream.VOTERS, 0).shape == (0, 5)


def test_weights_are_drawn_around_the_given_ones():
    weights = np.array([11, 10, 5, 0]) / 26
    drawn = Draws(Parameters(draws=4000)).weights(weights)
    assert drawn.sum(axis=0) == pytest.approx(np.ones(4000))
    assert drawn.mean(axis=1) == pytest.approx(weights, abs=0.005)
    assert drawn[0].std() == pytest.approx(0.069, abs=0.003)  # docs/methode.md §7
    assert (drawn[3] == 0).all()
    free = Draws(Parameters(draws=4000)).free_weights(np.array([1.0, 1.0, 0.0]))
    assert free.mean(axis=1) == pytest.approx([0.5, 0.5, 0], abs=0.02)


def test_robustness_of_the_example_is_certain_and_indicative():
    domains = rank(example(), Parameters(draws=200, top=1)).to_dict()["domains"]
    sure = {"rank_low": 1, "rank_high": 1, "probability": 1.0, "verdict": "robust"}
    values = {"value_low": ANY, "value_high": ANY}
    data = domains[0]["robustness"]
    assert list(data) == ["significance", "priority", "assessors_only", "indicative"]
    assert (data["significance"], data["indicative"]) == (sure | values, True)
    assert data["assessors_only"]["significance"] == sure | {"value_low": 63.923077, "value_high": 63.923077}
    assert data["priority"] == {"rank_low": 2, "rank_high": 2, "probability": 0.0, "verdict": "out"} | values


def test_indicative_ends_with_the_fourth_assessor():
    three, four = (make_world(2, domains=3, groups=2, assessors=count, full=True) for count in (3, 4))
    for tables, expected in ((three, True), (four, False)):
        domains = rank(build(tables, domain_codes(3)), Parameters(draws=10)).to_dict()["domains"]
        assert {row["robustness"]["indicative"] for row in domains} == {expected}


def test_robustness_is_about_ranked_domains_only():
    tables, codes = FULL
    tables = {**tables, "practices": [row for row in tables["practices"] if row["domain"] != codes[4]]}
    result = rank(build(tables, codes), Parameters(draws=100)).to_dict()
    assert result["domains"][4]["robustness"] is None
    assert codes[4] not in result["sensitivity"]
    assert (
        max(row["robustness"]["priority"]["rank_high"] for row in result["domains"] if row["robustness"]) <= 8
    )


def test_sensitivity_is_the_probability_under_any_weights():
    result = rank(inputs_of(FULL), Parameters(draws=100, top=3)).to_dict()["sensitivity"]
    assert sum(result.values()) == pytest.approx(3)
    assert rank(inputs_of(FULL), Parameters(draws=0)).to_dict()["sensitivity"] is None


def test_weights_that_vanish_in_a_draw_leave_the_full_figure():
    assert known(np.array([[np.nan, 2.0]]), np.array([5.0])).tolist() == [[5.0, 2.0]]
    # With next to no concentration a draw gives everything to one group, sometimes to the one without score.
    tables, codes = FULL
    unscored = (tables["stakeholders"][0]["code"], codes[0])
    impacts = [row for row in tables["impacts"] if (row["stakeholder"], row["domain"]) != unscored]
    left = {row["impact"] for row in impacts}
    scores = [row for row in tables["impact_scores"] if row["impact"] in left]
    equal = dict.fromkeys(["power", "legitimacy", "urgency", "dependency"], 2)
    groups = [row | equal for row in tables["stakeholders"]]
    world = {**tables, "impacts": impacts, "impact_scores": scores, "stakeholders": groups}
    parameters = Parameters(draws=300, concentration=1e-9)
    ranking = rank(build(world, codes), parameters)
    drawn = Draws(parameters).weights(np.full(4, 0.25))
    vanished = (drawn * ranking.point.groups.scored[0][:, None]).sum(axis=0) == 0
    assert ranking.statuses[0] == "partial"
    assert 30 < vanished.sum() < 150
    assert (ranking.robustness.significance.counts.sum(axis=0) == 300).all()


def test_streams_do_not_depend_on_one_another():
    draws = Draws(Parameters(draws=60))
    panels = [
        draws.multiplicities(stream, 5) for stream in (Stream.ASSESSORS, Stream.PRACTICE, Stream.VOTERS)
    ]
    panels.append(draws.multiplicities(Stream.VOTERS, 5, group=1))
    distinct = {panel.tobytes() for panel in panels}
    assert len(distinct) == 4
    assert draws.multiplicities(Stream.PRACTICE, 5).tobytes() == panels[1].tobytes()
