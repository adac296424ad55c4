"""« Et si » gives what the worker would compile under the same settings, to 6 decimals, whatever is tried."""

from random import Random

import pytest

from iso26000.models import AssessmentCycle
from method.parameters import AGGREGATIONS, Parameters
from method.variation import Variation
from priorities.actions.ranking import compile_ranking
from priorities.models import RankingRun
from priorities.queries.trial import NoTrial, OtherFormulas, as_compiled, try_on
from stakeholders.models import Significance
from tests.factories.priorities import make_run

FIGURES = (
    "status", "coverage", "negative", "positive", "impact", "importance", "maturity", "feasibility", "critical",
    "significance", "significance_rank", "priority", "priority_rank",
)  # fmt: skip


def some_parameters(seed: int) -> Parameters:
    random = Random(seed)
    impact = random.randint(0, 100)
    return Parameters(
        draws=20,
        seed=seed,
        top=random.randint(1, 20),
        weight_impact=impact / 100,
        weight_importance=(100 - impact) / 100,
        positive_discount=random.randint(0, 100) / 100,
        gap_floor=random.randint(0, 100) / 100,
        feasibility_span=random.randint(0, 100) / 100,
        aggregation=random.choice(AGGREGATIONS),
    )


def assert_same_figures(tried: dict, compiled: RankingRun) -> None:
    """To 6 decimals: the figures of a result are rounded to them."""
    wanted = {row["code"]: row for row in compiled.result["domains"]}
    assert len(tried["domains"]) == len(wanted) == 45
    for row in tried["domains"]:
        assert [row[name] for name in FIGURES] == [wanted[row["code"]][name] for name in FIGURES], row["code"]
    assert [(row["code"], row["weight"]) for row in tried["stakeholders"]] == [
        (row["code"], row["weight"]) for row in compiled.result["stakeholders"]
    ]


@pytest.mark.parametrize("seed", range(20))
def test_settings_equal_the_worker(example, seed):
    parameters = some_parameters(seed)
    run = compile_ranking(cycle=example, by=None, parameters=Parameters(draws=0))
    compiled = compile_ranking(cycle=example, by=None, parameters=parameters)
    assert compiled.inputs_sha256 == run.inputs_sha256
    assert_same_figures(try_on(run, Variation(parameters)), compiled)


def test_a_dropped_group_equals_the_worker_without_it(run, example):
    for code in ("ADH", "COL", "FOU"):
        Significance.objects.filter(cycle=example, stakeholder__code=code).update(
            power=None
        )  # « à qualifier »
        tried = try_on(run, Variation(dropped=frozenset({code})))
        Significance.objects.filter(cycle=example, stakeholder__code=code).delete()
        compiled = compile_ranking(cycle=example, by=None, parameters=Parameters(draws=0))
        assert_same_figures(tried, compiled)
        run = compiled  # one fewer each time


def test_a_factor_equals_the_worker_with_scores_that_weigh_as_much(run, example):
    """FOU is scored 1, 2, 1 with a dependency of 2; 2, 4, 2 with 4 weigh exactly twice as much."""
    tried = try_on(run, Variation(factors={"FOU": 2.0}))
    Significance.objects.filter(cycle=example, stakeholder__code="FOU").update(
        power=2, legitimacy=4, urgency=2, dependency=4
    )
    compiled = compile_ranking(cycle=example, by=None, parameters=Parameters(draws=0))
    found = {row["code"]: row for row in compiled.result["domains"]}
    for row in tried["domains"]:
        for name in ("significance", "priority", "negative", "importance"):
            assert row[name] == (
                None
                if found[row["code"]][name] is None
                else pytest.approx(found[row["code"]][name], abs=1e-6)
            )


def test_nothing_tried_is_the_run_itself(run):
    assert_same_figures(try_on(run, as_compiled(run)), run)


def test_a_run_whose_facts_are_gone_says_so(cycle, media):
    run = make_run(cycle=cycle, inputs_file="inputs/gone.npz", inputs_sha256="0" * 64)
    with pytest.raises(NoTrial):
        try_on(run, Variation())
    run.formula_version = "0"
    with pytest.raises(OtherFormulas):
        try_on(run, Variation())


def test_a_trial_writes_nothing(run, example: AssessmentCycle, django_assert_num_queries):
    with django_assert_num_queries(0):
        try_on(run, Variation(dropped=frozenset({"FOU"})))
    assert RankingRun.objects.of(example).count() == 1
