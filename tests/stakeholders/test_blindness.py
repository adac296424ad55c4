"""Nobody sees what the others scored before having scored (ADR 0013)."""

from datetime import date

import pytest

from accounts.models import RoleAssignment
from accounts.roles import Role
from iso26000.models import is_blind
from priorities.models import RankingRun
from stakeholders.models import Impact
from stakeholders.queries.impact import impact_readings
from tests.factories.accounts import make_user
from tests.factories.iso26000 import make_assessor, make_cycle, the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact, make_score

SCORE = {"scale": 5, "scope": 4, "irremediability": 2, "likelihood": None}


@pytest.fixture
def impact(cycle):
    impact = make_impact(cycle=cycle)
    make_score(impact=impact, **SCORE)
    return impact


def seen(cycle, person) -> int:
    """How many assessors' scores the reading of the domain holds for that person."""
    [reading] = impact_readings(cycle, the_domain(), person).shown
    return reading.assessors


def test_a_rapporteur_sees_the_others_after_a_complete_score(cycle, impact, bruno):
    assert is_blind(bruno)
    assert seen(cycle, bruno) == 0
    mine = make_score(
        impact=impact, assessor=make_assessor("RSE-01", user=bruno), **{**SCORE, "irremediability": None}
    )
    assert seen(cycle, bruno) == 0  # a draft opens nothing
    mine.irremediability = 3
    mine.save()
    assert seen(cycle, bruno) == 2


def test_whoever_does_not_score_sees_the_spread(cycle, impact, chloe, fanny, hana):
    for person in (chloe, fanny, hana):
        assert seen(cycle, person) == 1


def test_a_responsable_on_the_panel_is_an_assessor_like_the_others(cycle, impact, chloe):
    make_assessor("RSE-02", user=chloe)
    chloe.refresh_from_db()
    assert seen(cycle, chloe) == 0


def test_a_responsable_who_is_a_rapporteur_too_scores_like_the_others(cycle, impact):
    both = make_user("Inès", "Roy", role=Role.RAPPORTEUR)
    RoleAssignment.objects.create(user=both, role=Role.MANAGER, starts_on=date(2020, 1, 1))
    assert both.has_perm("stakeholders.score_impact", impact)
    assert seen(cycle, both) == 0


def test_a_closed_cycle_is_published(bruno):
    cycle = make_cycle("2025", closed_on=date(2025, 12, 19))
    make_score(impact=make_impact(cycle=cycle), **SCORE)
    assert seen(cycle, bruno) == 1


def test_a_ranking_of_the_open_cycle_waits_for_the_last_score(cycle, impact, bruno, client_of):
    run = make_run(cycle=cycle)
    assert not RankingRun.objects.visible_to(bruno).exists()
    for address in ("", "matrice/", "groupes/", "calcul/", "pourquoi/6.7.8/", "export/json/"):
        assert client_of(bruno).get(f"{run.get_absolute_url()}{address}").status_code == 404
    make_score(impact=impact, assessor=make_assessor("RSE-01", user=bruno), **SCORE)
    bruno.refresh_from_db()
    assert RankingRun.objects.visible_to(bruno).get() == run


@pytest.mark.parametrize(
    ("fields", "score", "complete"),
    [
        ({}, {"irremediability": None}, False),
        ({}, {"likelihood": None}, True),
        ({"nature": "potential"}, {"likelihood": None}, False),
        ({"nature": "potential", "human_rights": True}, {"likelihood": None}, True),
        ({"polarity": "positive"}, {"irremediability": None, "likelihood": None}, True),
        ({"polarity": "positive", "nature": "potential", "human_rights": True}, {"likelihood": None}, False),
    ],
)
def test_the_database_and_the_model_agree_on_what_is_complete(cycle, fields, score, complete):
    impact = make_impact(cycle=cycle, **fields)
    row = make_score(impact=impact, **score)
    assert row.is_complete is complete
    assert Impact.objects.left_for(row.assessor).filter(pk=impact.pk).exists() is not complete
