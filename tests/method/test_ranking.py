"""The whole ranking on the worked example of docs/methode.md §6: its figures, its JSON, its settings."""

import json

import numpy as np
import pytest

from method.parameters import Parameters
from method.ranking import rank
from tests.method.exercise import ACCESS, DATA, DOMAINS, POINT, changed, ranked, without
from tests.method.worlds import Tables
from tests.support.ranking_inputs import build, example_tables

CONTRACT = [
    "code", "core_subject", "status", "coverage", "negative", "positive", "impact", "importance", "maturity",
    "feasibility", "bounds", "critical", "significance", "significance_rank", "priority", "priority_rank",
    "robustness",
]  # fmt: skip


@pytest.fixture
def tables() -> Tables:
    return example_tables()


def test_example_gives_the_figures_of_the_contract(tables):
    access, data = ranked(tables)[ACCESS], ranked(tables)[DATA]
    wanted = {
        "status": "evaluated", "coverage": 1.0, "negative": 1.730769, "positive": 1.692308,
        "impact": 1.730769,
        "importance": 2.653846, "maturity": 1.0, "feasibility": 0.75, "bounds": [1.730769, 1.730769],
        "critical": False, "significance": 47.307692, "significance_rank": 2, "priority": 40.359375,
        "priority_rank": 1, "robustness": None, "gap": 1.653846,
    }  # fmt: skip
    assert {name: access[name] for name in wanted} == wanted
    assert (data["significance"], data["significance_rank"]) == (63.923077, 1)
    assert (data["priority"], data["priority_rank"]) == (27.966346, 2)
    assert (data["negative"], data["positive"], data["importance"], data["maturity"]) == (
        2.987179,
        0.0,
        2.807692,
        3.0,
    )
    assert data["critical"] is True


def test_example_shows_each_group_and_the_unweighted_figures(tables):
    access = ranked(tables)[ACCESS]
    assert access["groups"] == [
        {
            "code": "ADH",
            "scored": True,
            "negative": 3.0,
            "positive": 4.0,
            "importance": 4.0,
            "votes": 1,
            "impacts": 2,
        },
        {
            "code": "COL",
            "scored": True,
            "negative": 1.2,
            "positive": 0.0,
            "importance": 2.0,
            "votes": 1,
            "impacts": 1,
        },
        {
            "code": "FOU",
            "scored": True,
            "negative": 0.0,
            "positive": 0.0,
            "importance": 1.0,
            "votes": 1,
            "impacts": 0,
        },
    ]
    assert access["unweighted"] == {
        "negative": 1.4, "positive": 1.333333, "impact": 1.4, "importance": 2.333333,
        "significance": 40.133333,
    }  # fmt: skip
    assert access["practice"] == {"median": 1.0, "cap": 1, "levels": [0, 1, 0, 0, 0], "nsp": 0, "na": 0}


def test_ranking_prints_the_keys_of_the_contract_first(tables):
    result = rank(build(tables, DOMAINS), Parameters(draws=20)).to_dict()
    assert list(result)[:5] == ["inputs_sha256", "parameters", "stakeholders", "agreement", "domains"]
    assert list(result["domains"][0])[: len(CONTRACT)] == CONTRACT
    assert [row["code"] for row in result["domains"]] == DOMAINS
    assert result["stakeholders"][2] == {
        "code": "FOU", "weight": 0.192308, "salience": "discretionary", "status": "weighted",
    }  # fmt: skip
    assert json.loads(json.dumps(result, allow_nan=False)) == result


def test_data_falls_below_access_without_the_precedence_of_human_rights(tables):
    tables["impacts"] = changed(tables["impacts"], {"domain": DATA}, human_rights="0")
    data, access = ranked(tables)[DATA], ranked(tables)[ACCESS]
    assert (data["significance"], data["priority"]) == (
        pytest.approx(42.4154, abs=5e-5),
        pytest.approx(18.5567, abs=5e-5),
    )
    assert (data["significance_rank"], data["priority_rank"]) == (2, 2)
    assert (access["significance_rank"], access["priority_rank"]) == (1, 1)
    assert data["critical"] is False


@pytest.mark.parametrize(
    ("flags", "severity", "critical"),
    [
        ({"human_rights": "1"}, 4, True),
        ({"life_health": "1"}, 4, True),
        ({"environmental_harm": "1"}, 4, True),
        ({"life_health": "1"}, 3, False),
        ({}, 5, False),
        ({"non_compliance": "1"}, 1, True),
    ],
)
def test_critical_needs_severity_and_what_is_at_stake(tables, flags, severity, critical):
    tables["impacts"] = changed(tables["impacts"], {"impact": "A1"}, **flags)
    same = dict.fromkeys(["scale", "scope", "irremediability"], str(severity))
    tables["impact_scores"] = changed(tables["impact_scores"], {"impact": "A1"}, **same)
    assert ranked(tables)[ACCESS]["critical"] is critical


def test_evidence_caps_the_level_and_a_reason_is_a_statement(tables):
    tables["practices"] = changed(tables["practices"], {"domain": DATA}, level="4")
    assert ranked(tables)[DATA]["maturity"] == 3.0
    tables["evidence"] = changed(tables["evidence"], {"kind": "indicator"}, value="")
    assert ranked(tables)[DATA]["maturity"] == 2.0
    tables["evidence"] = []
    assert ranked(tables)[DATA]["practice"]["cap"] == 1
    tables["practices"] = changed(tables["practices"], {"domain": DATA}, reason="")
    assert ranked(tables)[DATA]["maturity"] == 0.0


def test_equal_domains_share_a_rank_and_show_the_critical_one_first(tables):
    twin = {DATA: ACCESS, ACCESS: DATA}
    for name in ("importance", "practices", "evidence", "criteria"):
        rows = [row for row in tables[name] if row["domain"] == DATA]
        tables[name] = rows + [row | {"domain": ACCESS} for row in rows]
    scores = [row for row in tables["impact_scores"] if row["impact"].startswith("B")]
    rows = [row for row in tables["impacts"] if row["domain"] == DATA]
    flags = {"human_rights": "0", "life_health": "0", "nature": "actual"}
    tables["impacts"] = [row | flags | {"impact": "C" + row["impact"]} for row in rows]
    tables["impacts"] += [row | flags | {"domain": twin[DATA], "life_health": "1"} for row in rows]
    tables["impact_scores"] = scores + [row | {"impact": "C" + row["impact"]} for row in scores]
    ranking = rank(build(tables, DOMAINS), POINT)
    assert ranking.significance_ranks.tolist() == [0, 1, 1]
    assert ranking.order(ranking.significance_ranks) == [ACCESS, DATA]


def test_agreement_is_that_of_complete_scores(tables):
    rows = tables["impact_scores"]
    tables["impact_scores"] = [row | {"assessor": person} for row in rows for person in ("X", "Y")]
    agreed = rank(build(tables, DOMAINS), POINT).to_dict()["agreement"]
    assert agreed == {"alpha": 1.0, "metric": "ordinal", "units": 17, "reading": "reliable"}
    tables["impact_scores"].append({"impact": "A1", "assessor": "Z", "scale": "1", "scope": "5"})
    assert rank(build(tables, DOMAINS), POINT).to_dict()["agreement"] == agreed


@pytest.mark.parametrize(
    ("aggregation", "negative"), [("median", 4.0), ("mean", 3.4), ("trimmed_mean", 3.666667)]
)
def test_aggregation_of_assessors_is_a_setting(tables, aggregation, negative):
    scores = ["1", "3", "4", "4", "5"]
    same = [dict.fromkeys(["scale", "scope", "irremediability"], score) for score in scores]
    tables["impact_scores"] = without(tables["impact_scores"], impact="A1") + [
        {"impact": "A1", "assessor": f"X{index}", **score} for index, score in enumerate(same)
    ]
    access = ranked(tables, Parameters(draws=0, aggregation=aggregation))[ACCESS]
    assert access["groups"][0]["negative"] == negative


def test_progress_rises_to_one_and_names_its_steps(tables):
    told = []
    rank(
        build(tables, DOMAINS),
        Parameters(draws=10),
        progress=lambda fraction, step: told.append((fraction, step)),
    )
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0, 1)
    assert {"medians", "agreement", "robustness"} <= {step for _, step in told}


@pytest.mark.parametrize("stop", ["medians", "robustness"])
def test_progress_may_stop_the_work(tables, stop):
    def refuse(fraction: float, step: str) -> None:
        if step == stop:
            raise InterruptedError(step)

    with pytest.raises(InterruptedError, match=stop):
        rank(build(tables, DOMAINS), Parameters(draws=10), progress=refuse)


def test_rank_leaves_its_inputs_untouched(tables):
    inputs = build(tables, DOMAINS)
    before = [
        np.array(getattr(inputs, name)) for name in ("impacts", "scores", "votes", "practices", "feedback")
    ]
    rank(inputs, Parameters(draws=10))
    after = [getattr(inputs, name) for name in ("impacts", "scores", "votes", "practices", "feedback")]
    assert all(np.array_equal(one, other) for one, other in zip(before, after, strict=True))
