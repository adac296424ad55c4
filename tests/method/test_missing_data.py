"""What is missing is never a zero: statuses, bounds, drafts, groups to qualify."""

import pytest
from hypothesis import given, settings

from method.ranking import rank
from tests.method.exercise import ACCESS, DATA, DOMAINS, POINT, changed, ranked, without
from tests.method.worlds import Tables, inputs_of, worlds
from tests.support.ranking_inputs import build, example_tables


@pytest.fixture
def tables() -> Tables:
    return example_tables()


def test_empty_exercise_ranks_nothing():
    codes = [f"6.{index}" for index in range(45)]
    result = rank(build({}, codes)).to_dict()
    assert result["counts"]["not_evaluated"] == 45
    assert result["stakeholders"] == []
    assert result["agreement"] == {"alpha": None, "metric": "ordinal", "units": 0, "reading": None}
    assert result["sensitivity"] is None
    for row in result["domains"]:
        unknown = {
            "negative",
            "positive",
            "impact",
            "importance",
            "maturity",
            "bounds",
            "significance",
            "robustness",
        }
        assert all(
            row[name] is None for name in unknown | {"significance_rank", "priority", "priority_rank", "gap"}
        )
        assert (row["coverage"], row["missing"], row["critical"]) == (0.0, ["everything"], False)


def test_ranking_without_any_domain_is_empty():
    assert rank(build({}, [])).to_dict()["domains"] == []


def test_partial_coverage_is_ranked_with_its_bounds(tables):
    # §6: adhérents 2, fournisseurs 1, collaborateurs not assessed.
    tables["impacts"] = [
        {"impact": "A1", "domain": ACCESS, "stakeholder": "ADH", "polarity": "negative", "nature": "actual"},
        {"impact": "A4", "domain": ACCESS, "stakeholder": "FOU", "polarity": "negative", "nature": "actual"},
        {"impact": "A5", "domain": ACCESS, "stakeholder": "COL", "polarity": "negative", "nature": "actual"},
    ]
    two, one = (
        dict.fromkeys(["scale", "scope", "irremediability"], 2),
        dict.fromkeys(["scale", "scope", "irremediability"], 1),
    )
    tables["impact_scores"] = [
        {"impact": "A1", "assessor": "X", **two},
        {"impact": "A4", "assessor": "X", **one},
    ]
    access = ranked(tables)[ACCESS]
    assert (access["status"], access["coverage"], access["negative"]) == ("partial", 0.615385, 1.6875)
    assert access["bounds"] == [1.038462, 2.961538]
    assert access["to_score"] == ["A5"]
    assert access["significance_rank"] == 1
    assert access["groups"][1] == {
        "code": "COL", "scored": False, "negative": None, "positive": None, "importance": 2.0,
        "votes": 1, "impacts": 1,
    }  # fmt: skip


def test_domain_scored_by_the_least_weighty_group_is_insufficient(tables):
    for group in ("ADH", "COL"):
        tables["impacts"] = without(tables["impacts"], domain=ACCESS, stakeholder=group)
    kept = {row["impact"] for row in tables["impacts"]}
    tables["impact_scores"] = [row for row in tables["impact_scores"] if row["impact"] in kept]
    access = ranked(tables)[ACCESS]
    assert (access["status"], access["coverage"], access["missing"]) == (
        "insufficient",
        0.192308,
        ["coverage"],
    )
    assert (access["significance"], access["priority_rank"]) == (None, None)
    assert ranked(tables)[DATA]["significance_rank"] == 1


@pytest.mark.parametrize(
    ("file", "missing"),
    [("practices", ["practice"]), ("importance", ["importance"]), ("impacts", ["coverage"])],
)
def test_domain_is_insufficient_when_a_file_is_silent(tables, file, missing):
    tables[file] = [row for row in tables[file] if row["domain"] != ACCESS]
    kept = {row["impact"] for row in tables["impacts"]}
    tables["impact_scores"] = [row for row in tables["impact_scores"] if row["impact"] in kept]
    access = ranked(tables)[ACCESS]
    assert (access["status"], access["missing"]) == ("insufficient", missing)
    assert access["significance"] is access["priority"] is access["robustness"] is None


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("feedback", {"domains": "6.7.6|6.7.8"}),
        ("criteria", {"domain": "6.7.6", "criterion": "time", "value": "2"}),
        ("evidence", {"domain": "6.7.6", "kind": "statement"}),
        ("importance", {"domain": "6.7.6", "stakeholder": "ADH", "respondent": "V1", "importance": "2"}),
        ("practices", {"domain": "6.7.6", "assessor": "RSE-1", "level": "nsp"}),
        (
            "impacts",
            {
                "impact": "Z",
                "domain": "6.7.6",
                "stakeholder": "ADH",
                "polarity": "positive",
                "nature": "actual",
            },
        ),
    ],
)
def test_any_row_makes_a_domain_insufficient_rather_than_not_evaluated(tables, name, row):
    assert ranked(tables)["6.7.6"]["status"] == "not_evaluated"
    tables[name] = [*tables[name], row]
    assert ranked(tables)["6.7.6"]["status"] == "insufficient"


def test_domain_is_not_applicable_only_when_everyone_says_so(tables):
    aside = {"domain": ACCESS, "assessor": "RSE-2", "level": "na", "reason": "hors champ"}
    tables["practices"].append(aside)
    assert ranked(tables)[ACCESS]["status"] == "evaluated"
    tables["practices"] = [aside]
    access = ranked(tables)[ACCESS]
    assert (access["status"], access["significance"], access["priority_rank"]) == (
        "not_applicable",
        None,
        None,
    )
    assert access["unweighted"]["significance"] is None
    tables["practices"].append({"domain": ACCESS, "assessor": "RSE-3", "level": "nsp"})
    assert ranked(tables)[ACCESS]["status"] == "insufficient"


def test_group_to_qualify_keeps_its_figures_but_weighs_nothing(tables):
    tables["stakeholders"] = changed(tables["stakeholders"], {"code": "COL"}, urgency="")
    result = rank(build(tables, DOMAINS), POINT).to_dict()
    access = result["domains"][2]
    assert result["stakeholders"][1] == {
        "code": "COL",
        "weight": None,
        "salience": None,
        "status": "to_qualify",
    }
    assert access["groups"][1]["negative"] == 1.2
    assert (access["negative"], access["coverage"]) == (
        pytest.approx(11 * 3 / 16),
        1.0,
    )  # 11 and 5 twelfths are left
    assert access["unweighted"]["negative"] == 1.4


def test_exercise_without_weighted_group_covers_nothing(tables):
    tables["stakeholders"] = changed(tables["stakeholders"], {}, power="")
    result = ranked(tables)
    assert [row["status"] for row in result.values()] == ["not_evaluated", "insufficient", "insufficient"]
    assert result[ACCESS]["coverage"] == 0
    assert result[ACCESS]["missing"] == ["coverage", "importance"]
    assert result[DATA]["critical"] is True


def test_draft_scores_count_nowhere(tables):
    draft = {
        "impact": "A2",
        "assessor": "RSE-2",
        "scale": "5",
        "scope": "5",
        "irremediability": "5",
        "likelihood": "",
    }
    before = ranked(tables)
    tables["impact_scores"].append(draft)
    assert ranked(tables) == before
    tables["impact_scores"][-1] = draft | {"likelihood": "5"}
    assert ranked(tables)[ACCESS]["groups"][1]["negative"] == 2.8  # (3.5·3 / 3) × 4/5


def test_human_rights_impact_is_complete_without_likelihood(tables):
    before = ranked(tables)[DATA]
    tables["impact_scores"] = changed(tables["impact_scores"], {"impact": "B1"}, likelihood="")
    assert ranked(tables)[DATA] == before


@pytest.mark.parametrize(("flag", "expected"), [("life_health", False), ("non_compliance", True)])
def test_critical_needs_a_score_unless_the_law_is_broken(tables, flag, expected):
    tables["impacts"] = changed(tables["impacts"], {"impact": "A1"}, **{flag: "1"})
    tables["impact_scores"] = without(tables["impact_scores"], impact="A1")
    assert ranked(tables)[ACCESS]["critical"] is expected


def test_critical_holds_for_a_domain_too_little_covered(tables):
    tables["impacts"] = [row for row in tables["impacts"] if row["impact"] == "B2"]
    tables["impact_scores"] = [
        {
            "impact": "B2",
            "assessor": "RSE-1",
            "scale": "1",
            "scope": "1",
            "irremediability": "5",
            "likelihood": "1",
        }
    ]
    data = ranked(tables)[DATA]
    assert (data["status"], data["critical"]) == ("insufficient", True)


def test_provisional_marks_a_domain_with_fewer_than_three_assessors(tables):
    assert ranked(tables)[ACCESS]["provisional"] is True
    rows = tables["impact_scores"]
    tables["impact_scores"] = [row | {"assessor": f"RSE-{person}"} for row in rows for person in range(3)]
    assert ranked(tables)[ACCESS]["provisional"] is False
    tables["impact_scores"] = without(tables["impact_scores"], impact="B2", assessor="RSE-0")
    assert (ranked(tables)[ACCESS]["provisional"], ranked(tables)[DATA]["provisional"]) == (False, True)
    tables["stakeholders"] = changed(tables["stakeholders"], {"code": "COL"}, power="")  # B2 is about COL
    assert ranked(tables)[DATA]["provisional"] is False


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_explicit_zero_never_lowers_coverage(world):
    tables, codes = world
    group = tables["stakeholders"][0]["code"]
    zeros = [
        {"impact": f"zero-{code}", "domain": code, "stakeholder": group, "polarity": "none", "nature": ""}
        for code in codes
    ]
    before = rank(inputs_of(world), POINT).coverage
    after = rank(build({**tables, "impacts": tables["impacts"] + zeros}, codes), POINT).coverage
    assert (after >= before - 1e-12).all()
