"""What the axes come from: the adopted list, deviations included; before it the ranking; never more than one may read."""

import pytest

from commitments.queries.priorities import priorities_of
from priorities.actions.decision import settle_domain
from priorities.enums import Standing
from tests.factories.priorities import adopt, make_decision, make_run
from tests.factories.stakeholders import make_impact


@pytest.fixture
def run(cycle):
    return make_run(cycle=cycle)


def test_before_the_adoption_they_are_the_top_of_the_ranking(run, chloe, cycle):
    make_decision(run=run, by=chloe)
    ranked = {row["priority_rank"]: row["code"] for row in run.result["domains"] if row["priority_rank"]}
    found = priorities_of(cycle, reader=chloe)
    assert [(row.rank, row.domain) for row in found] == sorted(ranked.items())[
        : run.result["parameters"]["top"]
    ]
    assert found


def test_adopted_they_are_those_of_the_administrators_in_their_order(run, chloe, fanny, cycle):
    decision = make_decision(run=run, by=chloe)
    first, second = decision.domains.filter(standing=Standing.PRIORITY).order_by("computed_rank")[:2]
    settle_domain(
        row=first, standing=Standing.WATCHED, asked_rank=None, reason="Déjà tenu.", version=None, by=fanny
    )
    kept = decision.domains.filter(standing=Standing.PRIORITY).count()
    adopt(decision, by=fanny)
    found = priorities_of(cycle, reader=chloe)
    assert [row.rank for row in found] == list(range(1, kept + 1))
    assert found[0].domain == second.domain.code
    assert first.domain.code not in {row.domain for row in found}
    assert found == priorities_of(cycle, reader=None)


def test_whoever_still_scores_is_told_none_of_the_adopted_ones(run, bruno, chloe, fanny, cycle):
    adopt(make_decision(run=run, by=chloe), by=fanny)
    make_impact(cycle=cycle)  # not scored by Bruno yet
    assert priorities_of(cycle, reader=bruno) == []
    assert priorities_of(cycle, reader=fanny)
