"""« Et si » gives what a ranking of the facts so changed gives, whatever is tried (issue: to 6 decimals)."""

from random import Random

import pytest

from method.parameters import AGGREGATIONS, Parameters
from method.ranking import rank
from method.variation import Variation, vary, without
from tests.method.worlds import Tables, domain_codes, make_world
from tests.support.ranking_inputs import build

DOMAINS = domain_codes(9)


@pytest.fixture(scope="module")
def world() -> Tables:
    return make_world(7, domains=9, groups=5, assessors=6)


def test_nothing_tried_changes_nothing(world):
    inputs = build(world, DOMAINS)
    assert vary(inputs, Variation()).to_dict() == rank(inputs, Parameters(draws=0)).to_dict()


@pytest.mark.parametrize("seed", range(25))
def test_settings_give_the_ranking_under_the_same_settings(seed):
    random = Random(seed)
    impact = random.randint(0, 100) / 100
    parameters = Parameters(
        draws=0,
        weight_impact=impact,
        weight_importance=round(1 - impact, 2),
        positive_discount=random.random(),
        gap_floor=random.random(),
        feasibility_span=random.random(),
        aggregation=random.choice(AGGREGATIONS),
    )
    inputs = build(make_world(seed, domains=9, groups=4, assessors=5), DOMAINS)
    assert vary(inputs, Variation(parameters)).to_dict() == rank(inputs, parameters).to_dict()


@pytest.mark.parametrize("dropped", range(5))
def test_a_dropped_group_gives_the_ranking_that_never_heard_of_it(world, dropped):
    code = world["stakeholders"][dropped]["code"]
    left = {
        name: [row for row in rows if code not in (row.get("stakeholder"), row.get("code"))]
        for name, rows in world.items()
    }
    kept = {row["impact"] for row in left["impacts"]}
    left["impact_scores"] = [row for row in left["impact_scores"] if row["impact"] in kept]
    tried = vary(build(world, DOMAINS), Variation(dropped=frozenset({code})))
    assert tried.to_dict() == rank(build(left, DOMAINS), Parameters(draws=0)).to_dict()


def test_a_factor_weighs_as_the_significance_that_it_stands_for(world):
    """Twice the scores make twice the raw weight."""
    weak = {"power": 2, "legitimacy": 1, "urgency": 1, "dependency": 1, "disadvantaged": 0}
    strong = {"power": 4, "legitimacy": 2, "urgency": 2, "dependency": 2, "disadvantaged": 0}
    code = world["stakeholders"][2]["code"]

    def with_group(scores):
        rows = [row | scores if row["code"] == code else row for row in world["stakeholders"]]
        return build(world | {"stakeholders": rows}, DOMAINS)

    tried = vary(with_group(weak), Variation(factors={code: 2.0})).to_dict()
    wanted = rank(with_group(strong), Parameters(draws=0)).to_dict()
    assert [domain["significance"] for domain in tried["domains"]] == [
        pytest.approx(domain["significance"], abs=1e-6) for domain in wanted["domains"]
    ]
    assert [domain["priority_rank"] for domain in tried["domains"]] == [
        domain["priority_rank"] for domain in wanted["domains"]
    ]


def test_every_group_dropped_leaves_no_rank(world):
    codes = frozenset(row["code"] for row in world["stakeholders"])
    assert not any(vary(build(world, DOMAINS), Variation(dropped=codes)).significance_ranks)


def test_an_unknown_group_drops_nothing(world):
    inputs = build(world, DOMAINS)
    assert without(inputs, frozenset({"XXX"})) is inputs


@pytest.mark.parametrize("factor", [-0.1, 5.1, float("nan")])
def test_a_factor_out_of_reach_is_refused(factor):
    with pytest.raises(ValueError, match="factor"):
        Variation(factors={"ADH": factor})


def test_a_variation_travels_as_json():
    tried = Variation(
        Parameters(draws=0, weight_impact=0.5, weight_importance=0.5), frozenset({"B", "A"}), {"C": 2.0}
    )
    assert Variation.from_dict(tried.to_dict()) == tried
